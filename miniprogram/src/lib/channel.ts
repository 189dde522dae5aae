import { platform } from '../platform/index';

/** By what this app orders. */
export const channel = platform.name === 'h5' ? 'h5' : 'mini_program';
