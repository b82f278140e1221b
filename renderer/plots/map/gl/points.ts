import type { Camera, Size } from '../camera.ts';
import { glyphColumns, glyphPicture, glyphReach, glyphs } from './glyphs.ts';
import { programOf, type Program } from './program.ts';

// Every photo is a point of 12 bytes; a texture says what of its square belongs to its mark. Points and no instances of
// squares, which would say the same: where a processor draws in the place of a card, an instance costs it 30 µs.

const vertex = `
in vec2 place;
in uvec4 look; // color, glyph, flags: 1 given by a person, 2 selected, 4 left out by the filter
uniform vec2 center, scale; // of the map, in clip space
uniform vec2 pixel, shift;
uniform float radius, ratio;
uniform bool dimmed;
uniform vec3 colors[9];
out vec2 cell;
out vec4 color;
out float filled;
void main() {
  bool selected = (look.z & 2u) != 0u;
  bool leftOut = (look.z & 4u) != 0u;
  float size = (selected ? 1.5 : 1.0) * (look.x == 8u ? 0.6 : 1.0);
  gl_PointSize = radius * size * ${(2 * glyphReach).toFixed(2)} * ratio;
  gl_Position = vec4((place - center) * scale + shift * vec2(1, -1) * pixel, 0, 1);
  cell = vec2(look.y % ${glyphColumns}u, look.y / ${glyphColumns}u);
  filled = (look.z & 1u) != 0u ? 1.0 : 0.0;
  color = vec4(colors[look.x], leftOut ? 0.1 : dimmed && !selected ? 0.35 : 1.0);
}`;

const fragment = `
in vec2 cell;
in vec4 color;
in float filled;
uniform sampler2D marks;
uniform vec4 plate; // behind a mark, its last part how much
out vec4 shown;
void main() {
  vec2 mark = texture(marks, (cell + gl_PointCoord) / vec2(${glyphColumns}, ${glyphs / glyphColumns})).rg;
  // A suggestion is its outline with a hint of its color inside.
  float cover = mix(max(mark.g, 0.25 * mark.r), max(mark.r, mark.g * 0.6), filled) * color.a;
  float behind = plate.a * (1.0 - smoothstep(0.85, 1.0, length(gl_PointCoord * 2.0 - 1.0))) * (1.0 - cover);
  shown = vec4(color.rgb * cover + plate.rgb * behind, cover + behind);
}`;

/** How a point looks. */
export const flag = { human: 1, selected: 2, leftOut: 4 } as const;
const stride = 12;

/** Points in the order in which they are drawn; what is drawn last lies on top. */
export interface PointBytes {
  /** [count × 12 bytes] two float32 and four bytes each */
  readonly bytes: ArrayBuffer;
  readonly count: number;
}

export interface PointLook {
  readonly camera: Camera;
  readonly size: Size;
  /** Of a mark, in window pixels. */
  readonly radius: number;
  /** Where a mark is drawn from its place, in window pixels. */
  readonly shift: readonly [number, number];
  /** What lies behind each mark, red, green, blue and how much of it, 0 to 1 each. */
  readonly plate: readonly [number, number, number, number];
  /** Something is selected: the others step back. */
  readonly dimmed: boolean;
  /** [9 × 3] what classes look like by their color, the last where there is none. */
  readonly colors: Float32Array;
}

/** Draws points on the device. */
export class PointLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program;
  readonly #vao: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #marks: WebGLTexture;
  #count = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = programOf(gl, vertex, fragment);
    this.#vao = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    this.#marks = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#marks);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, glyphPicture());
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
    this.#describe();
  }

  get count(): number {
    return this.#count;
  }

  put({ bytes, count }: PointBytes): void {
    const gl = this.#gl;
    this.#count = count;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
  }

  /** Draws `count` points from `from` on over what is there. */
  draw({ camera, size, radius, shift, plate, dimmed, colors }: PointLook, from: number, count: number): void {
    const gl = this.#gl;
    this.#program.use();
    const { at } = this.#program;
    gl.uniform2f(at('center'), camera.x, camera.y);
    gl.uniform2f(at('scale'), (2 * camera.scale) / size.width, (-2 * camera.scale) / size.height);
    gl.uniform2f(at('pixel'), 2 / size.width, 2 / size.height);
    gl.uniform1f(at('radius'), radius);
    gl.uniform1f(at('ratio'), devicePixelRatio);
    gl.uniform2f(at('shift'), ...shift);
    gl.uniform4f(at('plate'), ...plate);
    gl.uniform1i(at('dimmed'), dimmed ? 1 : 0);
    gl.uniform3fv(at('colors'), colors);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#marks);
    gl.uniform1i(at('marks'), 0);
    gl.bindVertexArray(this.#vao);
    gl.drawArrays(gl.POINTS, from, count);
    gl.bindVertexArray(null);
  }

  /** Where a point's numbers lie in the buffer. */
  #describe(): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#vao);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    const [place, look] = [this.#program.attribute('place'), this.#program.attribute('look')];
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, stride, 0);
    gl.enableVertexAttribArray(look);
    gl.vertexAttribIPointer(look, 4, gl.UNSIGNED_BYTE, stride, 8);
    gl.bindVertexArray(null);
  }
}
