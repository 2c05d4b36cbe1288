package dev.scorebus.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/// Makes pull requests with the columns of the public data set, for machines that do not have it. The same seed makes the
/// same rows.
///
/// How long a request waits depends on what is known when it opens, with noise: each project has a pace; members of the
/// team and requesters whose requests were merged before wait less, large changes wait longer. So a model can learn it,
/// and not all of it.
final class PullRequestGenerator {
    private static final long FIRST = 1_325_376_000L; // 2012-01-01T00:00:00Z
    private static final long MEAN_GAP = 900;
    private static final List<String> LANGUAGES = List.of("java", "python", "ruby", "scala");

    private final SplittableRandom random;
    private final List<Project> projects = new ArrayList<>();
    private long now = FIRST;

    private record Project(
            String name,
            String language,
            double pace,
            double openness,
            int team,
            double sloc,
            double testLines,
            List<Requester> requesters,
            AtomicInteger count) {}

    private static final class Requester {
        final String name;
        final boolean member;
        final double skill;
        int requests;
        int merged;

        Requester(String name, boolean member, double skill) {
            this.name = name;
            this.member = member;
            this.skill = skill;
        }
    }

    PullRequestGenerator(long seed, int projectCount) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < projectCount; i++) {
            projects.add(project(i));
        }
    }

    /// Writes `rows` rows as compressed CSV with a heading.
    static void write(Path file, long seed, int rows) throws IOException {
        PullRequestGenerator generator =
                new PullRequestGenerator(seed, Math.clamp(rows / 500, 5, 60));
        try (BufferedWriter out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                new GZIPOutputStream(Files.newOutputStream(file)),
                                StandardCharsets.UTF_8))) {
            out.write(String.join(",", PullRequest.COLUMNS));
            out.newLine();
            for (int i = 0; i < rows; i++) {
                out.write(generator.nextLine());
                out.newLine();
            }
        }
    }

    private Project project(int index) {
        int team = 2 + random.nextInt(25);
        List<Requester> requesters = new ArrayList<>();
        for (int i = 0; i < team * 4; i++) {
            requesters.add(
                    new Requester(
                            "u%03d%04d".formatted(index, i),
                            i < team,
                            0.4 + random.nextDouble() * 0.55));
        }
        return new Project(
                "example/project-%02d".formatted(index),
                LANGUAGES.get(random.nextInt(LANGUAGES.size())),
                6.3 + gaussian() * 0.9,
                20 + random.nextDouble() * 60,
                team,
                Math.exp(9.5 + gaussian()),
                Math.exp(5.8 + gaussian() * 0.8),
                requesters,
                new AtomicInteger());
    }

    /// The next row, opened after the one before.
    String nextLine() {
        now += 1 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_GAP);
        Project project = projects.get(random.nextInt(projects.size()));
        boolean insider = random.nextDouble() * 100 > project.openness;
        int from = insider ? 0 : project.team;
        int to = insider ? project.team : project.requesters.size();
        Requester requester = project.requesters.get(random.nextInt(from, to));
        long churn = (long) Math.max(0, Math.exp(2.2 + gaussian() * 1.7) - 1);
        long tests = random.nextDouble() < 0.4 ? (long) (churn * random.nextDouble()) : 0;
        int files = 1 + (int) (Math.log1p((double) churn) * random.nextDouble() * 2);
        double rate = requester.requests == 0 ? 0 : (double) requester.merged / requester.requests;
        double logMinutes = logMinutes(project, requester, rate, churn, tests);
        long waited = (long) (60 * Math.clamp(Math.exp(logMinutes), 1, 200_000));
        boolean merged = random.nextDouble() < requester.skill + (requester.member ? 0.1 : 0);
        List<Object> cells =
                List.of(
                        project.name,
                        project.language,
                        project.count.incrementAndGet(),
                        now,
                        merged ? now + waited : "",
                        now + waited,
                        requester.name,
                        bit(requester.member && random.nextDouble() < 0.5),
                        bit(requester.member),
                        bit(random.nextDouble() < 0.03),
                        bit(random.nextDouble() < 0.1),
                        project.team,
                        1 + random.nextInt(4),
                        random.nextInt(6),
                        files,
                        decimal(project.openness),
                        (long) (project.sloc + project.count.get() * 3.0),
                        churn,
                        tests,
                        random.nextInt(40),
                        decimal(project.testLines),
                        decimal(project.testLines / 20),
                        decimal(project.testLines / 8),
                        requester.requests,
                        String.format(Locale.ROOT, "%.4f", rate));
        requester.requests++;
        requester.merged += merged ? 1 : 0;
        return String.join(",", cells.stream().map(String::valueOf).toList());
    }

    private double logMinutes(
            Project project, Requester requester, double rate, long churn, long tests) {
        return project.pace
                + 0.45 * (Math.log1p((double) churn) - 2.2)
                - (requester.member ? 1.6 : 0)
                - 1.8 * (rate - 0.5)
                - (tests > 0 ? 0.5 : 0)
                + gaussian() * 1.5;
    }

    private double gaussian() {
        return random.nextGaussian();
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
