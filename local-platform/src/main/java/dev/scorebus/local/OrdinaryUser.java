package dev.scorebus.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a program is started that refuses to run as root or as a user without a name, which PostgreSQL does.
enum OrdinaryUser {
    /// This JVM's user is an ordinary one: nothing is to be done.
    SELF,
    /// A user namespace of its own, in which this JVM's user is nobody while its files still belong to it.
    NAMESPACE,
    /// The user nobody; where namespaces are forbidden, as in many containers.
    NOBODY;

    private static final long ROOT = 0;
    private static final String NAMELESS = "?";
    private static final int NOBODYS_ID = 65_534;

    /// The first way that this machine permits.
    static OrdinaryUser detect() {
        return detect(List.of(SELF, NAMESPACE, NOBODY));
    }

    static OrdinaryUser detect(List<OrdinaryUser> candidates) {
        return candidates.stream()
                .filter(OrdinaryUser::works)
                .findFirst()
                .orElseThrow(
                        () ->
                                new PlatformStartException(
                                        "PostgreSQL refuses to run as root or as a user without a name, and neither `unshare --user` nor"
                                                + " `setpriv --reuid` is permitted here.",
                                        "Start Scorebus as an ordinary user, or permit one of the two (in Docker:"
                                                + " --security-opt seccomp=unconfined, or the capability SETUID)."));
    }

    List<String> command(List<String> program) {
        return Stream.concat(prefix().stream(), program.stream()).toList();
    }

    private List<String> prefix() {
        return switch (this) {
            case SELF -> List.of();
            case NAMESPACE -> List.of("unshare", "--user");
            case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        };
    }

    /// Whose the program's files must be, if not whose they are.
    Optional<Integer> filesBelongTo() {
        return switch (this) {
            case SELF -> Optional.empty();
            case NAMESPACE -> Optional.of((int) userId());
            case NOBODY -> Optional.of(NOBODYS_ID);
        };
    }

    /// Whether this program ends well when it is started this way.
    boolean canRun(List<String> program) {
        try {
            return new ProcessBuilder(command(program))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean works() {
        return switch (this) {
            case SELF -> userId() != ROOT && !NAMELESS.equals(System.getProperty("user.name"));
            case NAMESPACE, NOBODY -> canRun(List.of("true"));
        };
    }

    private static long userId() {
        return new UnixSystem().getUid();
    }
}
