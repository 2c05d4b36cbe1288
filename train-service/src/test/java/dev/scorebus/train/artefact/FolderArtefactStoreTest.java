package dev.scorebus.train.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.testkit.HandClock;
import dev.scorebus.train.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderArtefactStoreTest {
    private static final String SHA256_OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir Path folder;
    private final HandClock clock = new HandClock();
    private FolderArtefactStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FolderArtefactStore(folder, clock);
    }

    @Test
    void bytesAreFoundUnderTheirSha256OnceTheyAreKept() throws IOException {
        try (ArtefactStore.Staged staged = store.stage(bytes("abc"), 3)) {
            assertThat(staged.sha256()).isEqualTo(SHA256_OF_ABC);
            assertThat(store.find(SHA256_OF_ABC)).isEmpty();
            staged.keep();
        }

        ArtefactStore.Artefact found = store.find(SHA256_OF_ABC).orElseThrow();
        assertThat(found.sizeBytes()).isEqualTo(3);
        try (InputStream open = found.open()) {
            assertThat(open).hasContent("abc");
        }
        assertThat(staged()).isZero();
    }

    @Test
    void bytesThatAreNotKeptLeaveNothing() throws IOException {
        store.stage(bytes("abc"), 3).close();

        assertThat(store.find(SHA256_OF_ABC)).isEmpty();
        assertThat(staged()).isZero();
    }

    @Test
    void tooManyBytesAreRefusedAndLeaveNothing() {
        assertThatThrownBy(() -> store.stage(bytes("abcd"), 3))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than the 3 bytes");
        assertThat(staged()).isZero();
    }

    @Test
    void keepingTheSameBytesTwiceIsTheSameAsOnce() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (ArtefactStore.Staged staged = store.stage(bytes("abc"), 3)) {
                staged.keep();
            }
        }

        assertThat(store.find(SHA256_OF_ABC)).isPresent();
    }

    @Test
    void whatAKilledServiceLeftInTheMiddleIsRemovedADayLater() throws IOException {
        Path left = Files.writeString(folder.resolve("staging/half"), "ab");
        Files.setLastModifiedTime(left, FileTime.from(clock.instant()));
        clock.pass(Duration.ofHours(23));
        new FolderArtefactStore(folder, clock);
        assertThat(left).exists();

        clock.pass(Duration.ofHours(2));
        new FolderArtefactStore(folder, clock);
        assertThat(left).doesNotExist();
    }

    @Test
    void whatAKilledServiceLeftIsRemovedByTheNextStartAndWhatARunningOneStagesIsNot()
            throws IOException {
        Path left = Files.createDirectory(folder.resolve("staging/killed"));
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve("half"), "ab");

        try (ArtefactStore.Staged staged = store.stage(bytes("abc"), 3)) {
            new FolderArtefactStore(folder, clock);

            assertThat(left).doesNotExist();
            staged.keep();
        }
        assertThat(store.find(SHA256_OF_ABC)).isPresent();
    }

    @Test
    void aNameThatIsNoSha256IsNotLookedFor() throws IOException {
        assertThat(store.find("../../etc/passwd")).isEmpty();
        assertThat(store.find(SHA256_OF_ABC.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    }

    private long staged() {
        try (Stream<Path> files = Files.walk(folder.resolve("staging"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
