// What lies on the LED rectangle of a Windows desktop: windows by stacking order, and pixels. Compiled by look.ps1 with
// the compiler of Windows itself, so it keeps to C# 5. All measures are physical pixels.

using System;
using System.Collections.Generic;
using System.Drawing;
using System.Drawing.Imaging;
using System.Runtime.InteropServices;
using System.Text;

namespace VongXoay
{
    public sealed class Look
    {
        public bool IsThere;
        public string[] Covers;
    }

    public static class Desktop
    {
        const int MostWindows = 10000;
        /// <summary>Less of another window than this is its frame's shadow.</summary>
        const int LeastCoverPx = 4;
        const uint NextBelow = 2;
        const int CloakedAttribute = 14;
        const int FrameAttribute = 9;
        const int ExtendedStyle = -20;
        const long LayeredStyle = 0x00080000;
        const uint AlphaFlag = 2;

        [StructLayout(LayoutKind.Sequential)]
        struct Frame { public int Left, Top, Right, Bottom; }

        [DllImport("user32.dll")] static extern bool SetProcessDPIAware();
        [DllImport("user32.dll")] static extern bool SetProcessDpiAwarenessContext(IntPtr context);
        [DllImport("user32.dll")] static extern IntPtr GetTopWindow(IntPtr parent);
        [DllImport("user32.dll")] static extern IntPtr GetWindow(IntPtr window, uint which);
        [DllImport("user32.dll")] static extern bool IsWindowVisible(IntPtr window);
        [DllImport("user32.dll")] static extern bool IsIconic(IntPtr window);
        [DllImport("user32.dll")] static extern bool GetWindowRect(IntPtr window, out Frame frame);
        [DllImport("user32.dll")] static extern uint GetWindowThreadProcessId(IntPtr window, out uint process);
        [DllImport("user32.dll")] static extern int GetWindowLong(IntPtr window, int index);
        [DllImport("user32.dll")] static extern bool GetLayeredWindowAttributes(IntPtr window, out uint key, out byte alpha, out uint flags);
        [DllImport("user32.dll", CharSet = CharSet.Unicode)] static extern int GetWindowText(IntPtr window, StringBuilder text, int most);
        [DllImport("user32.dll", CharSet = CharSet.Unicode)] static extern int GetClassName(IntPtr window, StringBuilder text, int most);
        [DllImport("dwmapi.dll")] static extern int DwmGetWindowAttribute(IntPtr window, int attribute, out int value, int bytes);
        [DllImport("dwmapi.dll")] static extern int DwmGetWindowAttribute(IntPtr window, int attribute, out Frame value, int bytes);

        /// <summary>Once, before anything is measured: Windows would otherwise tell scaled pixels.</summary>
        public static void MeasureInPixels()
        {
            try
            {
                // Per monitor, version 2: Windows 10 from 1703 on.
                if (SetProcessDpiAwarenessContext(new IntPtr(-4))) return;
            }
            catch (EntryPointNotFoundException) { }
            SetProcessDPIAware();
        }

        /// <summary>Windows above that of our browser, topmost last; all of them where it has none there.</summary>
        public static Look At(uint browser, int x, int y, int width, int height)
        {
            List<string> above = new List<string>();
            bool isThere = false;
            IntPtr window = GetTopWindow(IntPtr.Zero);
            for (int count = 0; window != IntPtr.Zero && count < MostWindows; count += 1)
            {
                Frame frame;
                if (IsOnScreen(window) && TryMeasure(window, out frame) && IsCovering(frame, x, y, width, height))
                {
                    uint process;
                    GetWindowThreadProcessId(window, out process);
                    if (process == browser) { isThere = true; break; }
                    above.Add(NameOf(window));
                }
                window = GetWindow(window, NextBelow);
            }
            above.Reverse();
            return new Look { IsThere = isThere, Covers = above.ToArray() };
        }

        /// <summary>RGBA of the rectangle, base64. Throws where the desktop cannot be read (locked, another session).</summary>
        public static string Grab(int x, int y, int width, int height)
        {
            using (Bitmap bitmap = new Bitmap(width, height, PixelFormat.Format32bppRgb))
            {
                using (Graphics graphics = Graphics.FromImage(bitmap))
                {
                    graphics.CopyFromScreen(x, y, 0, 0, new Size(width, height), CopyPixelOperation.SourceCopy);
                }
                BitmapData data = bitmap.LockBits(new Rectangle(0, 0, width, height), ImageLockMode.ReadOnly, PixelFormat.Format32bppRgb);
                byte[] bytes = new byte[width * height * 4];
                try
                {
                    for (int row = 0; row < height; row += 1)
                    {
                        Marshal.Copy(new IntPtr(data.Scan0.ToInt64() + (long)row * data.Stride), bytes, row * width * 4, width * 4);
                    }
                }
                finally { bitmap.UnlockBits(data); }
                for (int at = 0; at < bytes.Length; at += 4)
                {
                    byte blue = bytes[at];
                    bytes[at] = bytes[at + 2];
                    bytes[at + 2] = blue;
                    bytes[at + 3] = 255;
                }
                return Convert.ToBase64String(bytes);
            }
        }

        static bool IsOnScreen(IntPtr window)
        {
            if (!IsWindowVisible(window) || IsIconic(window)) return false;
            int cloaked;
            if (DwmGetWindowAttribute(window, CloakedAttribute, out cloaked, 4) == 0 && cloaked != 0) return false;
            if ((GetWindowLong(window, ExtendedStyle) & LayeredStyle) == 0) return true;
            uint key, flags;
            byte alpha;
            bool isKnown = GetLayeredWindowAttributes(window, out key, out alpha, out flags);
            return !(isKnown && (flags & AlphaFlag) != 0 && alpha == 0);
        }

        static bool TryMeasure(IntPtr window, out Frame frame)
        {
            // Without the invisible border that Windows 10 puts around a window.
            if (DwmGetWindowAttribute(window, FrameAttribute, out frame, Marshal.SizeOf(typeof(Frame))) == 0) return true;
            return GetWindowRect(window, out frame);
        }

        static bool IsCovering(Frame frame, int x, int y, int width, int height)
        {
            int wide = Math.Min(x + width, frame.Right) - Math.Max(x, frame.Left);
            int high = Math.Min(y + height, frame.Bottom) - Math.Max(y, frame.Top);
            return wide >= LeastCoverPx && high >= LeastCoverPx;
        }

        static string NameOf(IntPtr window)
        {
            StringBuilder text = new StringBuilder(200);
            if (GetWindowText(window, text, text.Capacity) > 0) return text.ToString();
            GetClassName(window, text, text.Capacity);
            return text.ToString();
        }
    }
}
