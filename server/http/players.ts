// What a player asks for over HTTP: a screen of its own, and files by their hash.

import { CodedError } from '../../content/model/errors.ts';
import type { Library } from '../library/library.ts';
import type { FileReply, Handlers } from './mount.ts';

/** The bytes kept under a hash, checked against it; undefined when there are none. */
export interface AssetSource {
  read(sha256: string): Promise<{ content: Uint8Array; mime: string } | undefined>;
}

export function playerHandlers(
  library: Library,
  assets: AssetSource,
): Pick<Handlers, 'enrolPlayer' | 'readAsset'> {
  return {
    async enrolPlayer({ body, at, note }) {
      const enrolment = await library.enrolments.enrol(body, at);
      const { screenId, keyId } = enrolment;
      note({ on: { screenId }, after: { keyId } });
      return enrolment;
    },
    async readAsset({ params, person }): Promise<FileReply> {
      const { archive, interruptions } = library;
      const isPublished = archive.isPublished(params.sha256) || interruptions.isPublished(params.sha256);
      // A draft is not there for strangers; that it exists is not their business either.
      if (!isPublished && person === null) throw new CodedError('NOT_FOUND');
      const asset = await assets.read(params.sha256);
      if (asset === undefined) throw new CodedError('NOT_FOUND');
      return { mime: asset.mime, keep: isPublished ? 'public' : 'private', content: asset.content };
    },
  };
}
