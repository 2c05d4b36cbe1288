package dev.scorebus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionChoiceTest {
    private static final List<String> VERSIONS = List.of("abcdef01", "abcdef02", "123456aa");

    @Test
    void aBeginningThatOnlyOneVersionHasMeansThatOne() {
        assertThat(VersionChoice.of("123456", VERSIONS))
                .isEqualTo(new VersionChoice.One("123456aa"));
        assertThat(VersionChoice.of("abcdef02", VERSIONS))
                .isEqualTo(new VersionChoice.One("abcdef02"));
    }

    @Test
    void aWholeVersionIsMeantEvenIfAnotherBeginsWithIt() {
        assertThat(VersionChoice.of("abcdef", List.of("abcdef", "abcdef01")))
                .isEqualTo(new VersionChoice.One("abcdef"));
    }

    @Test
    void aBeginningOfSeveralMeansNoneOfThem() {
        assertThat(VersionChoice.of("abcdef", VERSIONS))
                .isInstanceOfSatisfying(
                        VersionChoice.Many.class,
                        many ->
                                assertThat(many.problem("abcdef", "model 'm'"))
                                        .isEqualTo(
                                                "'abcdef' is the beginning of 2 versions of model 'm': abcdef01, abcdef02; write more of it"));
    }

    @Test
    void tooShortOrUnknownIsNone() {
        assertThat(VersionChoice.of("12345", VERSIONS)).isEqualTo(new VersionChoice.None());
        assertThat(VersionChoice.of("999999", VERSIONS)).isEqualTo(new VersionChoice.None());
        assertThat(VersionChoice.of("", List.of("abcdef01"))).isEqualTo(new VersionChoice.None());
    }
}
