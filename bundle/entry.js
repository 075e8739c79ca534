// What the picture needs of its libraries, and nothing else.
export { default as Sigma } from 'sigma';
export { EdgeProgram, NodeProgram } from 'sigma/rendering';
export { floatColor } from 'sigma/utils';
export { MultiDirectedGraph } from 'graphology';
