package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of the repository that is made from code. `mvn test -pl shared-model -am -Dscorebus.write=true` writes it anew.
record GeneratedFile(Path path) {
    static GeneratedFile of(String name) {
        String root = System.getProperty("scorebus.root", "..");
        return new GeneratedFile(Path.of(root).resolve(name));
    }

    String text() {
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void shouldBe(String expected) {
        if (Boolean.getBoolean("scorebus.write")) {
            try {
                Files.createDirectories(path.getParent());
                Files.writeString(path, expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(text())
                .as(
                        "%s is out of date; write it anew with: mvn test -pl shared-model -am -Dtest='Action*Test' -Dsurefire.failIfNoSpecifiedTests=false -Dscorebus.write=true",
                        path)
                .isEqualTo(expected);
    }
}
