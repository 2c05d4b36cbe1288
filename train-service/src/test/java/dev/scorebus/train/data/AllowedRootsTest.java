package dev.scorebus.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.train.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedRootsTest {
    @TempDir Path folder;
    private Path root;
    private Path secret;

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        secret = Files.writeString(folder.resolve("secret.csv"), "a\n1\n");
        Files.writeString(root.resolve("open.csv"), "a\n1\n");
        Files.createDirectory(folder.resolve("root-beside"));
        Files.writeString(folder.resolve("root-beside/x.csv"), "a\n1\n");
        Files.createSymbolicLink(root.resolve("way-out.csv"), secret);
        Files.createSymbolicLink(root.resolve("up"), folder);
        Files.createSymbolicLink(root.resolve("inside.csv"), root.resolve("open.csv"));
    }

    @Test
    void aFileUnderARootMayBeReadAlsoThroughALinkThatStaysInside() throws IOException {
        assertThat(resolve("file://" + root + "/open.csv"))
                .isEqualTo(root.toRealPath().resolve("open.csv"));
        assertThat(resolve("file:" + root + "/inside.csv"))
                .isEqualTo(root.toRealPath().resolve("open.csv"));
    }

    @Test
    void nothingElseMay() {
        for (String uri :
                List.of(
                        "file://" + secret,
                        "file://" + root + "/../secret.csv",
                        "file://" + root + "/%2e%2e/secret.csv",
                        "file://" + root + "/way-out.csv",
                        "file://" + root + "/up/secret.csv",
                        "file://" + folder + "/root-beside/x.csv",
                        "file://" + root,
                        "file://" + root + "/none.csv",
                        "file:///dev/zero",
                        "http://127.0.0.1/open.csv",
                        "jar:file:///x.jar!/y",
                        "file://host" + root + "/open.csv",
                        "open.csv",
                        root + "/open.csv",
                        "file:open.csv",
                        "file:///%00",
                        "::")) {
            assertThatThrownBy(() -> resolve(uri)).as(uri).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void theAnswerDoesNotTellWhetherAFileOutsideExists() throws IOException {
        assertThatThrownBy(() -> resolve("file://" + secret))
                .hasMessage(message("file://" + secret));
        Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        for (String uri :
                List.of(
                        "file://" + folder + "/nothing",
                        "file://" + folder + "/nothing/x",
                        "file://" + secret + "/x",
                        "file://" + folder + "/loop")) {
            assertThatThrownBy(() -> resolve(uri)).hasMessage(message(uri));
        }
    }

    @Test
    void withoutRootsItSaysWhatToDoInstead() {
        assertThatThrownBy(() -> new AllowedRoots(List.of()).resolve("file://" + secret))
                .hasMessageContaining("upload the file instead");
    }

    private String message(String uri) {
        return "'%s' is no regular file under one of [%s] (scorebus.train.allowed-roots)"
                .formatted(uri, root);
    }

    private Path resolve(String uri) {
        return new AllowedRoots(List.of(root)).resolve(uri);
    }
}
