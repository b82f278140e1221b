// The door of what is written in C++: the addon where it was built, the same algorithm in TypeScript where not.

import { descend, machinesOf, type SvmProblem, type SvmSolution } from './linearSvm.ts';

export { descend, machinesOf, type SvmProblem, type SvmSolution };
