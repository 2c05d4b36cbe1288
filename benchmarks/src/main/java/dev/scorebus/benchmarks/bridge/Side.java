package dev.scorebus.benchmarks.bridge;

import dev.scorebus.benchmarks.model.Medians;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One of those that are compared, and what was measured of it.
final class Side {
    private final Caller caller;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();

    Side(Caller caller) {
        this.caller = caller;
    }

    /// Calls once.
    @FunctionalInterface
    interface Caller {
        void call() throws IOException;
    }

    /// Calls so many times, one after the other.
    ///
    /// @param counts whether it is no warm-up
    void round(int calls, boolean counts) throws IOException {
        long[] nanos = new long[calls];
        long begin = System.nanoTime();
        long before = begin;
        for (int i = 0; i < calls; i++) {
            caller.call();
            long now = System.nanoTime();
            nanos[i] = now - before;
            before = now;
        }
        if (counts) {
            Arrays.sort(nanos);
            rates.add(calls / ((before - begin) / 1e9));
            p50.add(nanos[calls / 2] / 1e3);
            p99.add(nanos[(int) (calls * 0.99)] / 1e3);
        }
    }

    /// Messages per second.
    Medians rate(int messagesPerCall) {
        return Medians.of(rates.stream().map(each -> each * messagesPerCall).toList());
    }

    Medians p50Micros() {
        return Medians.of(p50);
    }

    Medians p99Micros() {
        return Medians.of(p99);
    }
}
