package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which platform a command speaks to. What the command line says goes before the environment, and an address before a folder; a
/// folder means the platform that runs on it, and never another one that happens to listen.
public sealed interface PlatformPlace {
    /// A platform anywhere.
    ///
    /// @param url its gateway
    record Elsewhere(URI url) implements PlatformPlace {}

    /// A platform of this machine.
    record OnFolder(PlatformHome home) implements PlatformPlace {}

    /// The platform that is meant.
    ///
    /// @param home the folder of the command line
    /// @param url the address of the command line
    /// @param environment `SCOREBUS_URL` and `SCOREBUS_HOME` count
    static PlatformPlace of(
            @Nullable Path home, @Nullable URI url, Map<String, String> environment) {
        if (home != null && url != null) {
            throw new IllegalArgumentException(
                    "--home and --url name two platforms; name one of them");
        }
        if (url != null) {
            return new Elsewhere(checked(url, "--url"));
        }
        String address = environment.getOrDefault("SCOREBUS_URL", "");
        return home == null && !address.isBlank()
                ? new Elsewhere(checked(uri(address.strip()), "SCOREBUS_URL"))
                : new OnFolder(home(home, environment));
    }

    /// The folder that is meant: of the command line, else of `SCOREBUS_HOME`, else `.scorebus` in the checkout.
    static PlatformHome home(@Nullable Path home, Map<String, String> environment) {
        if (home != null) {
            return new PlatformHome(home);
        }
        String folder = environment.getOrDefault("SCOREBUS_HOME", "");
        return new PlatformHome(
                folder.isBlank()
                        ? PlatformOptions.root().resolve(".scorebus")
                        : Path.of(folder.strip()));
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "SCOREBUS_URL is no address: '%s'; it looks like http://127.0.0.1:8080"
                            .formatted(address),
                    e);
        }
    }

    private static URI checked(URI url, String name) {
        if (url.getHost() == null
                || url.getScheme() == null
                || !url.getScheme().startsWith("http")) {
            throw new IllegalArgumentException(
                    "%s is no address of a gateway: '%s'; it looks like http://127.0.0.1:8080"
                            .formatted(name, url));
        }
        return url;
    }
}
