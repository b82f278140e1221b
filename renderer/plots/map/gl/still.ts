import type { Camera, Size } from '../camera.ts';
import { programOf, type Program } from './program.ts';

// What was drawn lately, as a picture a little larger than the window: while a person moves it is shown where it lies
// now, and the next one is drawn behind it, some thousand points a frame, so that no frame waits for all of them.

const vertex = `
uniform vec4 area; // left, bottom, width, height in clip space
out vec2 uv;
void main() {
  uv = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(area.xy + uv * area.zw, 0, 1);
}`;
const fragment = `
in vec2 uv;
uniform sampler2D picture;
out vec4 shown;
void main() { shown = texture(picture, uv); }`;

/** A drawn picture, and from where it was drawn. */
export interface Still {
  readonly texture: WebGLTexture;
  readonly frame: WebGLFramebuffer;
  camera: Camera;
  /** In window pixels. */
  size: Size;
}

export class Stills {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = programOf(gl, vertex, fragment);
  }

  make(): Still {
    const gl = this.#gl;
    const still = { texture: gl.createTexture(), frame: gl.createFramebuffer() };
    gl.bindTexture(gl.TEXTURE_2D, still.texture);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, way, gl.LINEAR);
    return { ...still, camera: { x: 0, y: 0, scale: 1 }, size: { width: 0, height: 0 } };
  }

  /** Makes a picture empty, to be drawn from a camera. */
  begin(still: Still, camera: Camera, size: Size): void {
    const gl = this.#gl;
    const ratio = this.#ratio(size);
    const [width, height] = [Math.ceil(size.width * ratio), Math.ceil(size.height * ratio)];
    if (still.size.width !== size.width || still.size.height !== size.height) {
      gl.bindTexture(gl.TEXTURE_2D, still.texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      gl.bindFramebuffer(gl.FRAMEBUFFER, still.frame);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, still.texture, 0);
    }
    [still.camera, still.size] = [camera, size];
    this.into(still);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** What is drawn from now on is drawn into it. */
  into(still: Still): void {
    const gl = this.#gl;
    const ratio = this.#ratio(still.size);
    gl.bindFramebuffer(gl.FRAMEBUFFER, still.frame);
    gl.viewport(0, 0, Math.ceil(still.size.width * ratio), Math.ceil(still.size.height * ratio));
  }

  /** Shows it where it lies as seen by another camera. */
  show({ texture, camera: from, size: drawn }: Still, camera: Camera, size: Size): void {
    if (drawn.width === 0) return;
    const gl = this.#gl;
    const grown = camera.scale / from.scale;
    const [width, height] = [(2 * grown * drawn.width) / size.width, (2 * grown * drawn.height) / size.height];
    const x = (2 * (from.x - camera.x) * camera.scale) / size.width - width / 2;
    const y = (-2 * (from.y - camera.y) * camera.scale) / size.height - height / 2;
    this.#program.use();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.uniform1i(this.#program.at('picture'), 0);
    gl.uniform4f(this.#program.at('area'), x, y, width, height);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Pixels of the device per pixel of the window, or fewer where a texture cannot be so large. */
  #ratio({ width, height }: Size): number {
    const most = this.#gl.getParameter(this.#gl.MAX_TEXTURE_SIZE) as number;
    return Math.min(devicePixelRatio, most / Math.max(1, width, height));
  }
}
