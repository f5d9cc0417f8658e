import { fail } from '../../constructs/core/errors';
import { isPlaceholder } from '../../environments/placeholders';
import type { Releases, ServiceRelease } from '../../environments/schema';

/** A place for an image of a service. */
export type Slot = ServiceRelease['live'];

/** An image with the model in it. */
export type ReleasedImage = NonNullable<ServiceRelease[Slot]>;

const SUBJECT = 'release';

/** The slot that the next release goes to, or the candidate is in. */
export function otherSlot(slot: Slot): Slot {
  return slot === 'blue' ? 'green' : 'blue';
}

/** The image that is to take over; nothing where there is none. */
export function candidateOf(release: ServiceRelease): ReleasedImage | undefined {
  return release[otherSlot(release.live)];
}

/**
 * Puts an image beside the one that callers are used to. The first image of a service, or
 * the one after a placeholder, has nothing beside it: it is live.
 *
 * @throws ValidationError `ReleaseCandidateThere`, `ReleaseAlreadyLive`
 */
export function propose(releases: Releases, service: string, image: ReleasedImage): Releases {
  const release = releases[service];
  if (!release || isPlaceholder(release[release.live]?.digest ?? '')) return { ...releases, [service]: { blue: image, live: 'blue' } };
  const candidate = candidateOf(release);
  if (candidate) fail(SUBJECT, { code: 'ReleaseCandidateThere', prop: service, rule: 'has a candidate already', got: candidate.digest, expected: 'no candidate', fix: 'finish or abandon it first' });
  if (release[release.live]?.digest === image.digest) fail(SUBJECT, { code: 'ReleaseAlreadyLive', prop: 'digest', rule: 'is the image that callers have already', got: image.digest, expected: 'another image', fix: 'pass the digest that the last push printed' });
  return { ...releases, [service]: { ...release, [otherSlot(release.live)]: image } };
}

/**
 * Makes the candidate the one that callers are used to, and leaves the old one out.
 *
 * @throws ValidationError `ReleaseNotFound`, `ReleaseCandidateMissing`
 */
export function finish(releases: Releases, service: string): Releases {
  const { live } = withCandidate(releases, service);
  return replaced(releases, service, otherSlot(live));
}

/**
 * Leaves the candidate out.
 *
 * @throws ValidationError `ReleaseNotFound`, `ReleaseCandidateMissing`
 */
export function abandon(releases: Releases, service: string): Releases {
  const { live } = withCandidate(releases, service);
  return replaced(releases, service, live);
}

function withCandidate(releases: Releases, service: string): ServiceRelease {
  const release = releases[service] ?? fail(SUBJECT, { code: 'ReleaseNotFound', prop: service, rule: 'is not released', expected: Object.keys(releases).join(', ') || 'a service that is released, of which there are none', fix: 'propose an image first' });
  if (!candidateOf(release)) fail(SUBJECT, { code: 'ReleaseCandidateMissing', prop: service, rule: 'has no candidate', expected: 'an image beside the live one', fix: 'propose one first' });
  return release;
}

function replaced(releases: Releases, service: string, live: Slot): Releases {
  const image = releases[service]?.[live];
  return { ...releases, [service]: { ...(live === 'blue' ? { blue: image } : { green: image }), live } };
}

/** The file of releases: services by name, and within them blue, green and live, so that a change is all that differs. */
export function formatReleases(releases: Releases): string {
  const image = ({ digest, modelVersion }: ReleasedImage): object => ({ digest, modelVersion });
  const sorted = Object.entries(releases).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = Object.fromEntries(sorted.map(([service, { blue, green, live }]) => [service, { ...(blue ? { blue: image(blue) } : {}), ...(green ? { green: image(green) } : {}), live }]));
  return `${JSON.stringify(plain, null, 2)}\n`;
}
