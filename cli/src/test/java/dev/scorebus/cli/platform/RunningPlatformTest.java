package dev.scorebus.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPlatformTest {
    @TempDir Path folder;

    @Test
    void whatWasRecordedIsReadBack() throws IOException {
        PlatformHome home = new PlatformHome(folder);
        RunningPlatform self = RunningPlatform.thisProcess(Ports.free());

        home.record(self);

        assertThat(home.running()).contains(self);
        home.forget();
        assertThat(home.recorded()).isEmpty();
    }

    @Test
    void aProcessThatGotTheSameNumberLaterIsNotThePlatform() {
        RunningPlatform self = RunningPlatform.thisProcess(Ports.DEFAULT);
        RunningPlatform before =
                new RunningPlatform(
                        self.pid(), self.startedAt().minus(Duration.ofHours(1)), self.ports());

        assertThat(self.isAlive()).isTrue();
        assertThat(before.isAlive()).isFalse();
    }

    @Test
    void aRecordThatCannotBeReadIsNamed() throws IOException {
        Files.writeString(folder.resolve("platform.json"), "{");

        assertThatThrownBy(() -> new PlatformHome(folder).recorded())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("platform.json");
    }

    @Test
    void aLineThatIsStillBeingWrittenIsNoStageYet() throws IOException {
        Startup startup = new Startup(folder.resolve("startup"));
        startup.say(new Startup.Stage.Started("score-service", 420));
        startup.say(new Startup.Stage.Failed("port taken\nchoose another"));
        Files.writeString(startup.file(), Files.readString(startup.file()) + "REA");

        assertThat(startup.stages())
                .isEqualTo(
                        List.of(
                                new Startup.Stage.Started("score-service", 420),
                                new Startup.Stage.Failed("port taken\nchoose another")));
    }

    @Test
    void freePortsOfAPlatformAreAllDifferent() {
        Ports ports = Ports.free();

        assertThat(
                        List.of(
                                ports.gateway(),
                                ports.train(),
                                ports.score(),
                                ports.tracking(),
                                ports.kafka(),
                                ports.postgres(),
                                ports.management(ports.gateway()),
                                ports.management(ports.train()),
                                ports.management(ports.score()),
                                ports.management(ports.tracking())))
                .doesNotHaveDuplicates();
    }
}
