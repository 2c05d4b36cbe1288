package dev.scorebus.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// How far a long step is.
public sealed interface Progress extends AutoCloseable {
    /// So many are done.
    ///
    /// @param done how many of the total
    /// @param remark a few words beside it, such as a metric; may be empty
    void at(long done, String remark);

    @Override
    void close();

    /// For people at a terminal.
    final class Bar implements Progress {
        private final ProgressBar bar;

        Bar(String task, String unit, long total) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setUnit(" " + unit, 1)
                            .setInitialMax(total == 0 ? -1 : total)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(100)
                            .continuousUpdate()
                            .hideEta()
                            .build();
        }

        @Override
        public void at(long done, String remark) {
            bar.stepTo(done);
            bar.setExtraMessage(remark);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /// For logs and pipes: a line at the start of each tenth, and at least every five seconds while something moves.
    final class Lines implements Progress {
        private static final long EVERY = Duration.ofSeconds(5).toNanos();

        private final PrintWriter out;
        private final String task;
        private final String unit;
        private final long total;
        private long printed = -1;
        private long printedAt = System.nanoTime();

        Lines(PrintWriter out, String task, String unit, long total) {
            this.out = out;
            this.task = task;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public void at(long done, String remark) {
            boolean tenth = total > 0 && done * 10 / total > Math.max(printed, 0) * 10 / total;
            boolean late = System.nanoTime() - printedAt > EVERY;
            if (done > printed && (printed < 0 || tenth || late)) {
                printed = done;
                printedAt = System.nanoTime();
                String of = total > 0 ? " of " + total : "";
                out.println(
                        "  %s: %d%s %s%s"
                                .formatted(
                                        task,
                                        done,
                                        of,
                                        unit,
                                        remark.isEmpty() ? "" : ", " + remark));
                out.flush();
            }
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
