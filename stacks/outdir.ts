/** The folder that `cdktf` expects the output in. In a file of its own, for commands that only read what is there. */
export function defaultOutdir(): string {
  return process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';
}
