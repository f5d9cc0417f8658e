/** Whether a value is a whole number in a range, both ends included. */
export function isWholeNumber(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
