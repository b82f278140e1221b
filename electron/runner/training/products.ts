import { Emit, encode, graphOf, tensorValue } from '../../compiler/index.ts';
import { createSession, Tensor } from '../runtime/index.ts';

/** Products of matrices, in 32 bits. */
export interface Products {
  /** @param rows [n, F] @param others [m, F] @returns [n, m] of each row with each other one */
  inner(rows: Float32Array, others: Float32Array, width: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** On the CPU: what is multiplied lies there, and is read once. */
export async function openProducts(): Promise<Products> {
  const emit = new Emit(null);
  const [rows, others, product] = ['rows', 'others', 'product'];
  const turned = emit.op('Transpose', [others], { perm: [1, 0] });
  emit.op('MatMul', [rows, turned], {}, { outputs: [product] });
  const graph = graphOf(
    'products',
    emit,
    [tensorValue(rows, 'float32', ['n', 'width']), tensorValue(others, 'float32', ['m', 'width'])],
    [tensorValue(product, 'float32', ['n', 'm'])],
  );
  const session = await createSession(encode(graph), 'cpu');
  return {
    async inner(a, b, width) {
      if (a.length === 0) return new Float32Array(0);
      const fed = {
        [rows]: new Tensor('float32', a, [a.length / width, width]),
        [others]: new Tensor('float32', b, [b.length / width, width]),
      };
      return (await session.run(fed))[product]?.data as Float32Array;
    },
    close: () => session.release(),
  };
}
