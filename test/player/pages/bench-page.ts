// The page as it hangs on the wall, beside a disk that may be slow.
import './frame-probe.ts';
import './slow-journal.ts';
import '../../../player/main.ts';
