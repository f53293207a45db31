// Where deeds are told and taken back: a region that screen readers listen to from the start, before anything is in it.
// What stands in it is loaded with the first deed.

import { lazy, Suspense, useEffect } from 'react';
import { useUndoOffer, withdrawOffer } from '../undo.ts';

const UndoToast = lazy(async () => ({ default: (await import('./undo-toast.tsx')).UndoToast }));

export function UndoPlace() {
  const offer = useUndoOffer();
  // The next person at this PC must not take back what they have not done.
  useEffect(() => withdrawOffer, []);
  return (
    <div aria-live="polite">
      {offer !== null && (
        <Suspense fallback={null}>
          <UndoToast key={offer.id} offer={offer} />
        </Suspense>
      )}
    </div>
  );
}
