import { BuiltInRole } from '../identity/built-in-role';

/** Build in a hub and its projects, but neither create hubs nor give access. */
export const AI_DEVELOPER = BuiltInRole.of('Azure AI Developer', '64702f94-c441-49e6-a78b-ef80e0188fee');

/** Set up a hub, its projects, its connections and its AI services. */
export const AI_ADMINISTRATOR = BuiltInRole.of('Azure AI Administrator', 'b78c5d69-af96-48a3-bf8d-a8b4d589de94');
