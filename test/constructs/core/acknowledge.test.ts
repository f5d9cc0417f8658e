import { App, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { Review } from '../../../constructs/core/acknowledge';

const WHY = { reason: 'the vault is empty', owner: 'platform', expires: '2026-12-31' };

function stackWithTwo(): { readonly stack: TerraformStack; readonly one: Construct; readonly two: Construct } {
  const stack = new TerraformStack(new App(), 'dev-ml');
  return { stack, one: new Construct(stack, 'One'), two: new Construct(stack, 'Two') };
}

/** What stands in the comment of the stack. */
function written(stack: TerraformStack): unknown {
  const json: unknown = stack.toTerraform();
  return typeof json === 'object' && json !== null && '//' in json && typeof json['//'] === 'object' && json['//'] !== null && 'review' in json['//'] ? json['//'].review : undefined;
}

describe('Review.acknowledge', () => {
  test('puts entries into the comment of the stack, in the order of their constructs', () => {
    const { stack, one, two } = stackWithTwo();
    Review.acknowledge(two, 'RV001', WHY);
    Review.acknowledge(one, 'RV020', WHY);
    expect(written(stack)).toEqual([{ rule: 'RV020', path: 'dev-ml/One', ...WHY }, { rule: 'RV001', path: 'dev-ml/Two', ...WHY }]);
  });

  test('leaves a stack without entries as it is', () => {
    expect(written(stackWithTwo().stack)).toBeUndefined();
  });

  test('fails for what is missing, all at once', () => {
    const { one } = stackWithTwo();
    const wrong = (): void => Review.acknowledge(one, 'rv1', { reason: 'because', owner: ' ', expires: '2026-02-30' });
    expect(wrong).toThrow("[GateIdInvalid] 'rule' must be the id of a gate: got \"rv1\"; expected capital letters and three digits; take the id from the review");
    expect(wrong).toThrow("[AcknowledgementWithoutReason] 'reason' must say why: got \"because\"; expected at least 10 characters; say what makes it acceptable");
    expect(wrong).toThrow("[AcknowledgementWithoutOwner] 'owner' must say who answers for it: got \" \"; expected a team or a person; name one");
    expect(wrong).toThrow("[AcknowledgementExpiryInvalid] 'expires' must be a day: got \"2026-02-30\"; expected a date as YYYY-MM-DD; give the last day on which it holds");
  });

  test('fails for the same twice', () => {
    const { one } = stackWithTwo();
    Review.acknowledge(one, 'RV001', WHY);
    expect(() => Review.acknowledge(one, 'RV001', WHY)).toThrow("[AcknowledgedTwice] 'rule' is acknowledged here already: got \"RV001\"; expected one acknowledgement for a construct and a gate; remove one of them (at dev-ml/One)");
  });
});
