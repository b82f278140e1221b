/** A program and where its uniforms are. */
export interface Program {
  readonly use: () => void;
  readonly at: (uniform: string) => WebGLUniformLocation | null;
  readonly attribute: (name: string) => number;
}

/** Compiles what runs on the device. @throws Error with the compiler's words: the text is ours, and so is the mistake */
export function programOf(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue;
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  // A lost context links nothing, and is made anew as a whole.
  if (gl.getProgramParameter(program, gl.LINK_STATUS) === false && !gl.isContextLost())
    throw new Error(gl.getProgramInfoLog(program) ?? 'The program of the map cannot be linked.');
  return {
    use: () => gl.useProgram(program),
    at: remembered((uniform: string) => gl.getUniformLocation(program, uniform)),
    attribute: remembered((name: string) => gl.getAttribLocation(program, name)),
  };
}

/** Asking the device for a name costs more than drawing. */
function remembered<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.has(name) ? (known.get(name) as T) : find(name);
    known.set(name, found);
    return found;
  };
}
