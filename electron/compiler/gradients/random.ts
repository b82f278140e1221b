// What is drawn does not depend on anything.
export const RandomUniformLike = 'none';
