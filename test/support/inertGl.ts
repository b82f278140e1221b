/** A device that takes everything and draws nothing: for windows that are not looked at. */
export function inertGl(): WebGL2RenderingContext {
  const told: Readonly<Record<string, unknown>> = {
    isContextLost: () => false,
    getProgramParameter: () => true,
    getAttribLocation: () => 0,
    drawingBufferWidth: 100,
    drawingBufferHeight: 100,
  };
  return new Proxy({} as WebGL2RenderingContext, {
    // Constants are in capitals; everything else is a function that makes something.
    get: (_, name) => told[String(name)] ?? (/^[A-Z0-9_]+$/.test(String(name)) ? 1 : () => ({})),
  });
}
