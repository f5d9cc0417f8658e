/** What a comparison of two trees can't see, said in every review. */
export const LIMITS: readonly string[] = [
  'No state was read: what was changed outside of the program, or never applied, is not in here.',
  'Values that only Azure knows are compared by the expressions that give them.',
];
