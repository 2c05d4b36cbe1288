package dev.scorebus.cli.platform;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Leaves the session of the terminal, so that closing it or Ctrl-C in it ends the command and not the platform.
final class OwnSession {
    private OwnSession() {}

    /// Calls POSIX `setsid`; where it is missing the process stays in its session.
    @SuppressWarnings("restricted")
    static void begin() throws Throwable {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setsid = linker.defaultLookup().find("setsid");
        if (setsid.isPresent()) {
            int _ =
                    (int)
                            linker.downcallHandle(
                                            setsid.get(),
                                            FunctionDescriptor.of(ValueLayout.JAVA_INT))
                                    .invokeExact();
        }
    }
}
