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

    /// Sets how many there are, when that becomes known only later.
    void outOf(long total);

    /// Writes a line of the answer while the step goes on.
    void say(String line);

    @Override
    void close();

    /// For people at a terminal.
    final class Bar implements Progress {
        private static final String CLEAR_LINE = "\r\u001b[2K";

        private final ProgressBar bar;
        private final PrintWriter answer;

        Bar(PrintWriter answer, String task, String unit, long total) {
            this.answer = answer;
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
        public void outOf(long total) {
            bar.maxHint(total);
        }

        @Override
        public void say(String line) {
            bar.pause();
            answer.println(CLEAR_LINE + line);
            answer.flush();
            bar.resume();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /// For logs and pipes: a line at the start of each tenth, and at least every five seconds while something moves.
    final class Lines implements Progress {
        private static final long EVERY = Duration.ofSeconds(5).toNanos();

        private final PrintWriter answer;
        private final PrintWriter out;
        private final String task;
        private final String unit;
        private long total;
        private long printed = -1;
        private long printedAt = System.nanoTime();

        Lines(PrintWriter answer, PrintWriter out, String task, String unit, long total) {
            this.answer = answer;
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
        public void outOf(long total) {
            this.total = total;
        }

        @Override
        public void say(String line) {
            answer.println(line);
            answer.flush();
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
