package dev.scorebus.sdk;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// Runs the one [ScienceProgram] that the class path names.
public final class Main {
    private static final int NOTHING_TO_RUN = 2;

    private Main() {}

    /// Serves until the platform asks it to end; takes no arguments.
    public static void main(String[] arguments) throws Exception {
        List<ScienceProgram> found =
                ServiceLoader.load(ScienceProgram.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        if (found.size() != 1) {
            System.err.printf(
                    "One class must be named in META-INF/services/%s on the class path; found %d: %s%n",
                    ScienceProgram.class.getName(),
                    found.size(),
                    found.stream()
                            .map(each -> each.getClass().getName())
                            .collect(Collectors.joining(", ")));
            System.exit(NOTHING_TO_RUN);
        }
        boolean asked = new Session(found.getFirst()).serve(System.getenv());
        // A call that nobody waits for may still be under way; it must not keep the process.
        System.exit(asked ? 0 : 1);
    }
}
