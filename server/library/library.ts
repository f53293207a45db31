// What the office owns: its people, screens, items, programmes and players, opened together and handed out as one.

import type { Published } from '../../content/model/api/editing.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { PlayerErrand } from '../../content/model/protocol.ts';
import type { CitySeed } from '../../content/model/seed.ts';
import type { Logger } from '../logger.ts';
import type { Disk } from '../store/disk.ts';
import { type AuditTrail, openAuditTrail } from './audit-trail.ts';
import { seedCity } from './city-content.ts';
import type { Render } from './drawing.ts';
import { type AlertBook, openAlertBook } from './alert-book.ts';
import { Announcer } from './announcer.ts';
import { ConnectionBook } from './connection-book.ts';
import type { DataFolder } from './data-folder.ts';
import { type EditorialDocuments, openEditorial } from './editorial.ts';
import { Enrolments } from './enrolment.ts';
import { Interrupting } from './interrupting.ts';
import { type InterruptionBook, openInterruptionBook } from './interruption-book.ts';
import { ItemDesk, type ItemDeskDependencies } from './item-desk.ts';
import { notePublicKey, type PublicKey, type SigningKey, openSigningKey } from './keys.ts';
import { PasswordCodes } from './password-codes.ts';
import { Passwords } from './passwords.ts';
import { PendingPlayers } from './pending-players.ts';
import { People } from './people.ts';
import { Playlists } from './playlists.ts';
import { ProgrammeArchive } from './programme-archive.ts';
import { type Admission, Publishing } from './publishing.ts';
import { ScreenDesk } from './screen-desk.ts';
import { Screens } from './screens.ts';
import { type SealKeys, openSealKeys } from './seal-keys.ts';
import { type Sessions, openSessions } from './sessions.ts';
import { SignInThrottle } from './sign-in-throttle.ts';
import { PhotographShelf } from './photograph-shelf.ts';
import { openSpotCheckBook, type SpotCheckBook } from './spot-check-book.ts';
import { SnapshotShelf } from './snapshot-shelf.ts';

export interface LibraryDependencies {
  readonly folder: DataFolder;
  readonly disk: Disk;
  readonly log: Logger;
  readonly now: () => Instant;
  readonly admit: Admission;
  readonly render: Render;
  readonly adoptPicture: ItemDeskDependencies['adoptPicture'];
  /** The city's content, for the first start. */
  readonly seed: CitySeed;
  readonly zone: string;
}

export interface Library extends AsyncDisposable {
  readonly documents: EditorialDocuments;
  readonly key: SigningKey;
  /** Public halves of every key that ever signed programmes here. */
  readonly programmeKeys: readonly PublicKey[];
  readonly sealKeys: SealKeys;
  readonly people: People;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly passwordCodes: PasswordCodes;
  readonly enrolments: Enrolments;
  readonly pendingPlayers: PendingPlayers;
  /** What somebody asks of a player that is there; forgotten when it is not. */
  readonly errands: Announcer<{ screenId: string; errand: PlayerErrand }>;
  readonly snapshots: SnapshotShelf;
  readonly photographs: PhotographShelf;
  readonly spotChecks: SpotCheckBook;
  readonly archive: ProgrammeArchive;
  readonly screens: Screens;
  readonly publishing: Publishing;
  readonly playlists: Playlists;
  readonly desk: ItemDesk;
  readonly screenDesk: ScreenDesk;
  readonly interruptions: InterruptionBook;
  readonly alerts: AlertBook;
  readonly connections: ConnectionBook;
  readonly interrupting: Interrupting;
  /** What the first start published; null at every later one. */
  readonly seeded: Published | null;
}

/** Throws StoreError for damaged or newer data, having changed nothing. */
export async function openLibrary(dependencies: LibraryDependencies): Promise<Library> {
  const { folder, disk, log, now, admit, render, adoptPicture, seed, zone } = dependencies;
  const documents = await openEditorial(folder.editorial, disk);
  const sessions = await openSessions(folder.sessions, disk, log);
  const audit = await openAuditTrail({ directory: folder.audit, disk, now, zone, log });
  const key = await openSigningKey(folder.keys, disk);
  const programmeKeys = await notePublicKey(`${folder.seals}/programme-keys`, key, disk);
  const sealKeys = await openSealKeys({
    keyDirectory: folder.keys,
    directory: `${folder.seals}/keys`,
    disk,
    now,
  });
  const spotChecks = await openSpotCheckBook(folder.spotChecks, disk);
  const alerts = await openAlertBook(folder.alerts, disk, log);
  const connections = new ConnectionBook(folder.connections, disk, log);
  const interruptions = await openInterruptionBook(folder.interruptions, key, disk, log);
  const archive = new ProgrammeArchive({ documents, folder, disk, key });
  await archive.open();
  const publishing = new Publishing({ documents, archive, admit, log });
  const isFirst = documents.data.seededAt === null;
  const seeded = isFirst ? await seedCity(publishing, seed, render, now(), zone) : null;
  const enrolments = new Enrolments(documents, key, log);
  return {
    documents,
    key,
    programmeKeys,
    people: new People(documents, new Passwords(), new SignInThrottle()),
    passwordCodes: new PasswordCodes(folder.passwordCodes, disk),
    sealKeys,
    sessions,
    audit,
    enrolments,
    pendingPlayers: new PendingPlayers(enrolments),
    errands: new Announcer(log),
    snapshots: new SnapshotShelf((screenId) => folder.snapshotsOf(screenId), disk),
    photographs: new PhotographShelf((screenId) => folder.photographsOf(screenId), disk),
    archive,
    screens: new Screens(documents, archive, now),
    publishing,
    playlists: new Playlists({ documents, publishing }),
    desk: new ItemDesk({ documents, publishing, render, adoptPicture, zone, log }),
    screenDesk: new ScreenDesk({ documents, publishing, render, zone }),
    spotChecks,
    interruptions,
    alerts,
    connections,
    interrupting: new Interrupting(documents, interruptions),
    seeded,
    async [Symbol.asyncDispose]() {
      await interruptions.close();
      await connections.close();
      await alerts.close();
      await spotChecks.close();
      await audit.close();
      await sessions.close();
      await documents.close();
    },
  };
}
