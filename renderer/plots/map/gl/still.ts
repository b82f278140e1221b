import { programOf, type Program } from './program.ts';

const vertex = `
out vec2 uv;
void main() {
  uv = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(uv * 2.0 - 1.0, 0, 1);
}`;
const fragment = `
in vec2 uv;
uniform sampler2D picture;
out vec4 shown;
void main() { shown = texture(picture, uv); }`;

/** A picture that is drawn out of sight, part by part, and shown when it is whole. */
export class Still {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program;
  readonly #texture: WebGLTexture;
  readonly #frame: WebGLFramebuffer;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = programOf(gl, vertex, fragment);
    this.#texture = gl.createTexture();
    this.#frame = gl.createFramebuffer();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** Makes it empty, and as large as what is shown. */
  begin(): void {
    const gl = this.#gl;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    if (width !== this.#width || height !== this.#height) {
      gl.bindTexture(gl.TEXTURE_2D, this.#texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
      [this.#width, this.#height] = [width, height];
    }
    this.into();
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** What is drawn from now on is drawn into it. */
  into(): void {
    this.#gl.bindFramebuffer(this.#gl.FRAMEBUFFER, this.#frame);
    this.#gl.viewport(0, 0, this.#width, this.#height);
  }

  /** Shows it over what is there. */
  show(): void {
    const gl = this.#gl;
    this.#program.use();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.uniform1i(this.#program.at('picture'), 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}
