package dev.scorebus.score.trees;

import dev.scorebus.score.program.Explained;
import dev.scorebus.score.program.Explained.Contribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts contributions in the order of their size and keeps the largest. For one thread at a time.
final class ContributionOrder {
    private final List<String> names;
    private final long[] keys;

    ContributionOrder(List<String> names) {
        this.names = names;
        this.keys = new long[names.size()];
    }

    /// The explanation whose contributions begin at `at`, the base behind them.
    ///
    /// @param top how many contributions are kept
    Explained explained(@Nullable String of, float[] contributions, int at, int top) {
        int count = names.size();
        for (int i = 0; i < count; i++) {
            int size = Float.floatToIntBits(Math.abs(contributions[at + i]));
            keys[i] = ((long) size << 32) | (0xffff_ffffL - i);
        }
        Arrays.sort(keys);
        int kept = Math.min(top, count);
        List<Contribution> largest = new ArrayList<>(kept);
        float other = 0;
        for (int rank = 0; rank < count; rank++) {
            int feature = (int) (0xffff_ffffL - (keys[count - 1 - rank] & 0xffff_ffffL));
            float value = contributions[at + feature];
            if (rank < kept) {
                largest.add(new Contribution(names.get(feature), value));
            } else {
                other += value;
            }
        }
        return new Explained(
                of, contributions[at + count], largest, kept == count ? null : (Float) other);
    }
}
