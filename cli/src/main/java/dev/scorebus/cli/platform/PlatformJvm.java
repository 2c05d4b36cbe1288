package dev.scorebus.cli.platform;

import java.util.ArrayList;
import java.util.List;

/// How the JVM of a laptop's platform is set up.
final class PlatformJvm {
    private PlatformJvm() {}

    /// The options before the class path; those of `SCOREBUS_PLATFORM_JAVA_OPTS` come last, so that they win. Compiled code is
    /// that of the quick compiler alone: the thorough one takes more than half of the processor time of a start.
    static List<String> options(PlatformHome home, boolean background) {
        List<String> options = new ArrayList<>();
        options.add("-Xmx1g");
        options.add("-XX:+UseSerialGC");
        options.add("-XX:TieredStopAtLevel=1");
        options.add("-XX:+ExitOnOutOfMemoryError");
        options.add("-XX:ErrorFile=" + home.folder().resolve("logs/hs_err_pid%p.log"));
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("--sun-misc-unsafe-memory-access=allow");
        options.add("-Dstdout.encoding=UTF-8");
        options.add("-Dscorebus.root=" + PlatformOptions.root());
        String logging = background ? "logback-background.xml" : "logback-foreground.xml";
        options.add("-Dscorebus.log=" + home.log());
        options.add("-Dlogback.configurationFile=dev/scorebus/cli/platform/" + logging);
        options.add("-Dlogging.config=classpath:dev/scorebus/cli/platform/" + logging);
        String more = System.getenv("SCOREBUS_PLATFORM_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        return options;
    }
}
