package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this system can do to keep a program apart.
final class Isolation {
    static final Path SETSID = Path.of("/usr/bin/setsid");

    /// Whether a program gets a process group of its own, which is ended as one.
    static final boolean OWN_GROUP = Files.isExecutable(SETSID);

    private static final Logger LOGGER = LoggerFactory.getLogger(Isolation.class);
    private static final String UNSHARE = "/usr/bin/unshare";
    private static final List<String> DYING = List.of("/usr/bin/setpriv", "--pdeathsig", "KILL");
    private static final long PROBE_SECONDS = 10;

    private Isolation() {}

    /// What stands before a command that shall see no network; nothing where that cannot be done.
    static List<String> withoutNetwork() {
        return Probe.RESULT;
    }

    /// What stands before a command that shall be killed when the thread that started it ends; nothing where that cannot be done.
    /// It stands behind what changes rights or namespaces, which would undo it.
    static List<String> dyingWithStarter() {
        return Probe.DYING_RESULT;
    }

    /// Tried once, when it is first asked for.
    private static final class Probe {
        private static final List<String> RESULT = withoutNetwork();
        private static final List<String> DYING_RESULT = works(DYING) ? DYING : List.of();

        private static List<String> withoutNetwork() {
            for (List<String> each :
                    List.of(
                            List.of(UNSHARE, "--net"),
                            List.of(UNSHARE, "--user", "--map-root-user", "--net"))) {
                if (works(each)) {
                    return each;
                }
            }
            LOGGER.atWarn()
                    .log(
                            "no program can be kept from the network here (unshare --net does not work); programs see the network of the host");
            return List.of();
        }

        private static boolean works(List<String> prefix) {
            if (!Files.isExecutable(Path.of(prefix.getFirst()))) {
                return false;
            }
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of("/bin/sh", "-c", "exit 0"));
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
                process.destroyForcibly();
                return ended && process.exitValue() == 0;
            } catch (IOException _) {
                return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
