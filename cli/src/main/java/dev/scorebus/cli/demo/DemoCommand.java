package dev.scorebus.cli.demo;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.FolderLock;
import dev.scorebus.cli.platform.HomeOption;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.platform.PlatformLauncher;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.platform.PlatformStop;
import dev.scorebus.cli.platform.PortOptions;
import dev.scorebus.cli.platform.Ports;
import dev.scorebus.cli.platform.RunningPlatform;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `scorebus demo`.
@Command(
        name = "demo",
        description =
                "The main job end to end: trains on pull requests, scores a stream of them with explanations, and proves that none was lost or doubled.")
public final class DemoCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final HomeOption platform = new HomeOption();
    @Mixin private final PortOptions ports = new PortOptions();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "pull requests as CSV or CSV.gz (else those of SCOREBUS_DATA or ../shared/data/example, else generated ones)")
    private @Nullable Path data;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "20000",
            description = "how many events are replayed, the newest (${DEFAULT-VALUE})")
    private int messages;

    @Option(
            names = "--exit",
            description = "stop the platform at the end; exit code 0 only if the audit holds")
    private boolean exit;

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec);
        long begin = System.nanoTime();
        PlatformHome home = platform.home();
        if (messages < 2) {
            throw new IllegalArgumentException(
                    "--messages is at least 2, got %d".formatted(messages));
        }
        if (data != null) {
            new PullRequestFile(data).check();
        }
        try (FolderLock _ = turn(home)) {
            DemoRun.Proof proof = prove(new Steps(console), home);
            proof.print(console, Console.secondsSince(begin));
            return (proof.holds() ? ExitCode.DONE : ExitCode.NO).code();
        }
    }

    private static FolderLock turn(PlatformHome home) throws IOException {
        return home.demoTurn()
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.NO,
                                        "Another demo runs on %s, and both would count each other's messages. Wait until it has ended, or name another folder with --home or SCOREBUS_HOME."
                                                .formatted(home.folder())));
    }

    private DemoRun.Proof prove(Steps steps, PlatformHome home) throws IOException {
        try {
            Ports at = up(steps, home);
            try (Api api = new Api(URI.create(Ports.url(at.gateway())))) {
                DemoRun.Proof proof =
                        new DemoRun(steps, api, at.bootstrap()).prove(data(home), messages);
                if (!exit) {
                    new NextSteps(at, proof.exampleId()).print(steps.console());
                }
                return proof;
            }
        } finally {
            if (exit) {
                steps.begin("stop the platform");
                new PlatformStop(home).stop();
                steps.end();
            }
        }
    }

    private Ports up(Steps steps, PlatformHome home) throws IOException {
        steps.begin("start Kafka, PostgreSQL and the four services");
        Optional<RunningPlatform> running = home.running();
        if (running.isPresent()) {
            steps.console().say("   runs already, process %d".formatted(running.get().pid()));
            return running.get().ports();
        }
        RunningPlatform started =
                new PlatformLauncher(home, steps.console()).startInBackground(ports.ports());
        steps.end();
        return started.ports();
    }

    private DemoData data(PlatformHome home) throws IOException {
        String folder = System.getenv("SCOREBUS_DATA");
        return DemoData.find(
                data,
                folder == null || folder.isBlank() ? null : Path.of(folder),
                PlatformOptions.root(),
                home);
    }
}
