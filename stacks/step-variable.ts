/** The variable of Terraform that says where the rollout of a service is: `TF_VAR_rollout_step_scoring`. */
export function stepVariableName(service: string): string {
  return `rollout_step_${service.replaceAll('-', '_')}`;
}
