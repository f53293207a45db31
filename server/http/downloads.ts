// What an auditor takes away, and the page that checks it.

import { CodedError } from '../../content/model/errors.ts';
import type { Downloads } from '../library/downloads.ts';
import { readIfPresent } from '../store/files.ts';
import type { Handlers } from './mount.ts';

type DownloadRoutes = 'orderDownload' | 'listDownloads' | 'readDownload' | 'fetchDownload' | 'fetchVerifier';

export function downloadHandlers(downloads: Downloads, verifierPage: string): Pick<Handlers, DownloadRoutes> {
  return {
    async orderDownload({ body, person, at, note }) {
      note({ after: body });
      return downloads.order(body, person, at);
    },
    listDownloads: ({ person }) => downloads.list(person),
    readDownload: ({ params, person }) => downloads.read(params.downloadId, person),
    fetchDownload({ params, person, note }) {
      const { job, content } = downloads.content(params.downloadId, person);
      note({ on: { downloadId: job.id, fileName: job.fileName, sha256: job.sha256 ?? '' } });
      return { mime: job.mime, fileName: job.fileName, keep: 'never', content };
    },
    async fetchVerifier() {
      const page = await readIfPresent(verifierPage);
      if (page === undefined) throw new CodedError('NOT_FOUND');
      // Handed out as a file: it is made to be opened from disk, away from this server.
      return { mime: 'text/html; charset=utf-8', fileName: 'kiem-tra.html', keep: 'never', content: page };
    },
  };
}
