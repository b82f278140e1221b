import type { Camera, Place, Size } from '../camera.ts';
import { toScreen } from '../camera.ts';
import { Slots } from '../slots.ts';
import { programOf, type Program } from './program.ts';

// Thumbnails in one texture, each in a slot of its own; the oldest makes room.

const columns = 20;
/** Pixels of a picture's side in the texture. */
const side = 96;
/** Pictures on their way at once. */
const mostLoading = 6;

const vertex = `
in vec4 picture; // middle in window pixels, slot, whether it is selected
uniform vec2 size;
uniform float reach, ratio;
out vec2 cell;
out float selected;
void main() {
  gl_Position = vec4(picture.xy / size * vec2(2, -2) + vec2(-1, 1), 0, 1);
  gl_PointSize = 2.0 * reach * ratio;
  selected = picture.w;
  cell = vec2(mod(picture.z, ${columns}.0), floor(picture.z / ${columns}.0));
}`;
const fragment = `
in vec2 cell;
in float selected;
uniform sampler2D atlas;
uniform vec3 edge;
uniform float reach;
out vec4 shown;
void main() {
  vec2 inner = min(gl_PointCoord, 1.0 - gl_PointCoord) * 2.0 * reach;
  bool line = selected > 0.5 && min(inner.x, inner.y) < 3.0;
  // Half a pixel from the edge of a slot, or its neighbor would shine through.
  vec2 uv = (cell + (gl_PointCoord * ${side - 1}.0 + 0.5) / ${side}.0) / ${columns}.0;
  shown = line ? vec4(edge, 1) : vec4(texture(atlas, uv).rgb, 1);
}`;

export interface ShownPicture {
  readonly photo: number;
  readonly place: Place;
  readonly selected: boolean;
}

export interface PicturesBy {
  /** Where the thumbnail of a photo is. */
  readonly addressOf: (photo: number) => string;
  /** One more has come. */
  readonly onLoad: () => void;
}

/** Draws thumbnails in the place of marks. */
export class PictureLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #by: PicturesBy;
  readonly #program: Program;
  readonly #atlas: WebGLTexture;
  readonly #buffer: WebGLBuffer;
  readonly #slots = new Slots(columns * columns);
  readonly #loading = new Set<number>();
  /** Photos without a thumbnail: not asked for again. */
  readonly #absent = new Set<number>();

  constructor(gl: WebGL2RenderingContext, by: PicturesBy) {
    this.#gl = gl;
    this.#by = by;
    this.#program = programOf(gl, vertex, fragment);
    this.#buffer = gl.createBuffer();
    this.#atlas = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#atlas);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, columns * side, columns * side, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  }

  /** Draws those that are here, and asks for the others, the first ones first. */
  draw(pictures: readonly ShownPicture[], { camera, size, reach, edge }: PictureLook): void {
    const gl = this.#gl;
    const values: number[] = [];
    for (const { photo, place, selected } of pictures) {
      const slot = this.#slots.find(photo);
      if (slot === undefined) {
        this.#load(photo);
        continue;
      }
      const at = toScreen(camera, size, place);
      values.push(at.x, at.y, slot, selected ? 1 : 0);
    }
    if (values.length === 0) return;
    this.#program.use();
    const { at } = this.#program;
    gl.uniform2f(at('size'), size.width, size.height);
    gl.uniform1f(at('reach'), reach);
    gl.uniform1f(at('ratio'), devicePixelRatio);
    gl.uniform3f(at('edge'), ...edge);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#atlas);
    gl.uniform1i(at('atlas'), 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, Float32Array.from(values), gl.STREAM_DRAW);
    const picture = this.#program.attribute('picture');
    gl.enableVertexAttribArray(picture);
    gl.vertexAttribPointer(picture, 4, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.POINTS, 0, values.length / 4);
    gl.disableVertexAttribArray(picture);
  }

  #load(photo: number): void {
    if (this.#loading.size >= mostLoading || this.#loading.has(photo) || this.#absent.has(photo)) return;
    this.#loading.add(photo);
    void squareOf(this.#by.addressOf(photo))
      .then((picture) => this.#put(photo, picture))
      .catch(() => void this.#absent.add(photo))
      .finally(() => {
        this.#loading.delete(photo);
        this.#by.onLoad();
      });
  }

  #put(photo: number, picture: ImageBitmap): void {
    const gl = this.#gl;
    const slot = this.#slots.take(photo);
    gl.bindTexture(gl.TEXTURE_2D, this.#atlas);
    const [x, y] = [(slot % columns) * side, Math.floor(slot / columns) * side];
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    picture.close();
  }
}

export interface PictureLook {
  readonly camera: Camera;
  readonly size: Size;
  /** Half the side of a picture, in window pixels. */
  readonly reach: number;
  /** Around what is selected. */
  readonly edge: readonly [number, number, number];
}

/** The middle square of a picture, decoded beside the page's own thread. */
async function squareOf(address: string): Promise<ImageBitmap> {
  const image = new Image();
  // The desktop's photos come from an address of their own, which lets this window read them.
  image.crossOrigin = 'anonymous';
  image.src = address;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const cut = Math.min(width, height);
  const resized = { resizeWidth: side, resizeHeight: side, resizeQuality: 'medium' } as const;
  return createImageBitmap(image, (width - cut) / 2, (height - cut) / 2, cut, cut, resized);
}
