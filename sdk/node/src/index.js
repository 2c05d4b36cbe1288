export { Retryable, explained } from './answer.js';
export { counter, gauge, histogram, log } from './telling.js';
export { program } from './program.js';
