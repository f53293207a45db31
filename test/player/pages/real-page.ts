// The page as it hangs on the wall.
import '../../../player/main.ts';
