package dev.scorebus.bridge.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scorebus.bridge.Transport;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs in other languages keep every rule, over either kind of socket.
class OtherLanguagesTest {
    @ParameterizedTest
    @CsvSource({
        "perl, UNIX_SOCKET, examples/perl-score/score.pl",
        "perl, LOOPBACK, examples/perl-score/score.pl",
        "python3, UNIX_SOCKET, examples/python-score/program.py",
        "python3, UNIX_SOCKET, sdk/python/tests/programs/sizes.py",
        "node, UNIX_SOCKET, sdk/node/test/programs/team.js",
        "node, UNIX_SOCKET, sdk/node/test/programs/sizes.js",
        "node, LOOPBACK, sdk/node/test/programs/team.js"
    })
    void keepEveryRule(String language, Transport transport, String program)
            throws InterruptedException {
        assumeTrue(
                isHere(language),
                () -> "%s is not checked: install %s".formatted(program, language));

        assertThat(
                        ConformanceTest.checked(
                                transport, ConformanceTest.PATIENCE, List.of(language, program)))
                .allSatisfy(
                        each ->
                                assertThat(each.outcome())
                                        .isIn(
                                                new Outcome.Held(),
                                                new Outcome.NotApplicable(
                                                        "the program takes one call at a time"),
                                                new Outcome.NotApplicable(
                                                        "the program takes no attachments")));
    }

    private static boolean isHere(String language) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, language)));
    }
}
