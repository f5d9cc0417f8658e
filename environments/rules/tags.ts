import { rule } from './rule';

const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const FORBIDDEN = /[<>%&\\?/]/;
const RESERVED = /^(azure|microsoft|windows)/i;

/** Azure's limits of tags; storage accounts have the narrowest. */
export const tagsRule = rule(['tags'], ({ tags }, report) => {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) report({ code: 'TagsTooMany', prop: 'tags', rule: 'are too many', got: entries.length, expected: `at most ${MAX_TAGS}`, fix: 'remove some' });
  const byLowerCase = new Map<string, string>();
  for (const [key, value] of entries) {
    const prop = `tags.${key}`;
    if (key.length > MAX_KEY_LENGTH || FORBIDDEN.test(key) || RESERVED.test(key)) {
      report({ code: 'TagKeyInvalid', prop, rule: "can't be the key of a tag", got: key, expected: `at most ${MAX_KEY_LENGTH} characters, none of < > % & \\ ? /, not starting with azure, microsoft or windows`, fix: 'rename the key' });
    }
    if (value.length > MAX_VALUE_LENGTH) report({ code: 'TagValueTooLong', prop, rule: 'is too long', got: value.length, expected: `at most ${MAX_VALUE_LENGTH} characters`, fix: 'shorten it' });
    const twin = byLowerCase.get(key.toLowerCase());
    if (twin) report({ code: 'TagKeyTwice', prop, rule: `is the same tag as "${twin}"`, got: key, expected: 'keys that differ in more than capitals', fix: 'keep one of them' });
    byLowerCase.set(key.toLowerCase(), key);
  }
});
