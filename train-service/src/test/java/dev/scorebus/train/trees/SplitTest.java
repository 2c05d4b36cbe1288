package dev.scorebus.train.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void theNewestRowsAreHeldOutWhateverTheirOrderInTheFile() {
        Examples examples =
                examples(new double[][] {{50, 50}, {10, 10}, {40, 40}, {30, 30}, {20, 20}});

        Split split = Split.of(examples, all(examples), 0.4, true);

        assertThat(split.test()).containsExactly(0, 2);
        assertThat(split.train()).containsExactly(1, 3, 4);
    }

    @Test
    void aRowIsNotLearnedFromWhenItsLabelWasNotKnownAtTheTimeOfTheSplit() {
        Examples examples =
                examples(
                        new double[][] {
                            {10, 11}, {20, 41}, {30, 40}, {35, Double.POSITIVE_INFINITY}, {40, 90}
                        });

        Split split = Split.of(examples, all(examples), 0.2, true);

        assertThat(split.train()).containsExactly(0, 2);
        assertThat(split.test()).containsExactly(4);
        assertThat(split.labelUnknown()).isEqualTo(2);
    }

    @Test
    void rowsOfTheSameTimeStayOnTheSameSide() {
        Examples examples = examples(new double[][] {{1, 1}, {2, 2}, {2, 2}, {2, 2}, {3, 3}});

        Split split = Split.of(examples, all(examples), 0.4, true);

        assertThat(split.train()).containsExactly(0);
        assertThat(split.test()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void withoutTimeTheLastRowsOfTheFileAreHeldOut() {
        Examples examples = examples(new double[][] {{0, 0}, {0, 0}, {0, 0}, {0, 0}});

        Split split = Split.of(examples, all(examples), 0.25, false);

        assertThat(split.train()).containsExactly(0, 1, 2);
        assertThat(split.test()).containsExactly(3);
    }

    @Test
    void moreRowsThanOneChunkAreKeptInTheirOrder() {
        Examples examples = new Examples(2);
        for (int row = 0; row < 30_000; row++) {
            examples.add(new float[] {row, -row}, row, row, row);
        }

        assertThat(examples.size()).isEqualTo(30_000);
        assertThat(examples.feature(29_999, 1)).isEqualTo(-29_999);
        assertThat(examples.feature(8192, 0)).isEqualTo(8192);
        assertThat(examples.label(20_000)).isEqualTo(20_000);
    }

    private static int[] all(Examples examples) {
        return IntStream.range(0, examples.size()).toArray();
    }

    private static Examples examples(double[][] timeAndKnown) {
        Examples examples = new Examples(1);
        for (double[] row : timeAndKnown) {
            examples.add(new float[] {0}, 0, row[0], row[1]);
        }
        return examples;
    }
}
