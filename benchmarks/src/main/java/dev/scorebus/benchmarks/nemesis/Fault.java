package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.local.fault.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What can befall a cluster. A further fault is a further case here, and a line in [#all] or [Science#faults].
public sealed interface Fault {
    /// Does it.
    ///
    /// @return what undoes it
    Remedy strike(Cluster cluster);

    /// Names the part that is struck. Of two faults of one part the first is undone before the second strikes.
    String part();

    /// Undoes a fault; to be called once.
    interface Remedy {
        /// Brings back what was taken.
        void apply();
    }

    /// How much longer than others it lasts, because it takes its time to begin.
    default Duration longer() {
        return Duration.ZERO;
    }

    /// Every way in which a line misbehaves.
    List<Line> LINES =
            List.of(
                    new Line.Late(Duration.ofMillis(300)),
                    new Line.Cut(),
                    new Line.Still(),
                    new Line.Mute(),
                    new Line.Trickle(20_000),
                    new Line.Bounded(30_000));

    /// Every fault there is.
    ///
    /// @param scorers how many score-services there are
    static List<Fault> all(int scorers) {
        List<Fault> all =
                new ArrayList<>(
                        List.of(
                                new TrackingKilled(),
                                new TrackingFrozen(),
                                new DatabaseStopped(),
                                new ConnectionsEnded(),
                                new BrokerStopped(),
                                new BrokerKilled(),
                                new BrokerFrozen(),
                                new ScorerJoins()));
        for (Line line : LINES) {
            all.add(new TrackingLine(line));
            all.add(new DatabaseLine(line));
        }
        for (int scorer = 0; scorer < scorers; scorer++) {
            all.add(new ScorerKilled(scorer));
            all.add(new ScorerFrozen(scorer));
            all.add(new ScorerStopped(scorer));
            for (Line line : LINES) {
                all.add(new ScorerLine(scorer, line));
            }
        }
        return List.copyOf(all);
    }

    /// A score-service is killed by SIGKILL, and started again.
    ///
    /// @param scorer which, from 0
    record ScorerKilled(int scorer) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.scorer(scorer).kill();
            return cluster.scorer(scorer)::start;
        }

        @Override
        public String part() {
            return "score-service " + scorer;
        }

        @Override
        public String toString() {
            return part() + " is killed";
        }
    }

    /// A score-service is frozen by SIGSTOP, and woken.
    ///
    /// @param scorer which, from 0
    record ScorerFrozen(int scorer) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.scorer(scorer).freeze();
            return cluster.scorer(scorer)::wake;
        }

        @Override
        public String part() {
            return "score-service " + scorer;
        }

        @Override
        public String toString() {
            return part() + " is frozen";
        }
    }

    /// The programs of a score-service are killed by SIGKILL, and once more when it is over. It starts them again.
    ///
    /// @param scorer which, from 0
    record ProgramKilled(int scorer) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.scorer(scorer).killChildren();
            return cluster.scorer(scorer)::killChildren;
        }

        @Override
        public String part() {
            return "the program of score-service " + scorer;
        }

        @Override
        public String toString() {
            return part() + " is killed";
        }
    }

    /// tracking-service is killed by SIGKILL, and started again.
    record TrackingKilled() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.tracking().kill();
            return cluster.tracking()::start;
        }

        @Override
        public String part() {
            return "tracking-service";
        }

        @Override
        public String toString() {
            return part() + " is killed";
        }
    }

    /// PostgreSQL is stopped, and started again.
    record DatabaseStopped() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.stopDatabase();
            return cluster::startDatabase;
        }

        @Override
        public String part() {
            return "PostgreSQL";
        }

        @Override
        public String toString() {
            return part() + " is stopped";
        }
    }

    /// The broker is stopped, and started again.
    record BrokerStopped() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.broker().stop();
            return cluster.broker()::start;
        }

        @Override
        public String part() {
            return "the broker";
        }

        @Override
        public String toString() {
            return part() + " is stopped";
        }
    }

    /// A score-service is ended in order, and started again.
    ///
    /// @param scorer which, from 0
    record ScorerStopped(int scorer) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.scorer(scorer).stop();
            return cluster.scorer(scorer)::start;
        }

        @Override
        public String part() {
            return "score-service " + scorer;
        }

        @Override
        public String toString() {
            return part() + " is stopped";
        }
    }

    /// A further score-service comes, takes its share, and is killed.
    record ScorerJoins() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.spare().start();
            return cluster.spare()::kill;
        }

        @Override
        public String part() {
            return "a further score-service";
        }

        @Override
        public Duration longer() {
            return Duration.ofSeconds(10);
        }

        @Override
        public String toString() {
            return part() + " comes";
        }
    }

    /// tracking-service is frozen by SIGSTOP, and woken.
    record TrackingFrozen() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.tracking().freeze();
            return cluster.tracking()::wake;
        }

        @Override
        public String part() {
            return "tracking-service";
        }

        @Override
        public String toString() {
            return part() + " is frozen";
        }
    }

    /// PostgreSQL ends every connection, and again when it is over.
    record ConnectionsEnded() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.endConnections();
            return cluster::endConnections;
        }

        @Override
        public String part() {
            return "PostgreSQL";
        }

        @Override
        public String toString() {
            return part() + " ends every connection";
        }
    }

    /// The broker is killed by SIGKILL, and started again.
    record BrokerKilled() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.broker().kill();
            return cluster.broker()::start;
        }

        @Override
        public String part() {
            return "the broker";
        }

        @Override
        public String toString() {
            return part() + " is killed";
        }
    }

    /// The broker is frozen by SIGSTOP, and woken.
    record BrokerFrozen() implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.broker().freeze();
            return cluster.broker()::wake;
        }

        @Override
        public String part() {
            return "the broker";
        }

        @Override
        public String toString() {
            return part() + " is frozen";
        }
    }

    /// What lies between a score-service and the broker misbehaves.
    ///
    /// @param scorer which, from 0
    /// @param line how
    record ScorerLine(int scorer, Line line) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.scorerLine(scorer).become(line);
            return () -> cluster.scorerLine(scorer).become(new Line.Sound());
        }

        @Override
        public String part() {
            return "the line of score-service %d to the broker".formatted(scorer);
        }

        @Override
        public String toString() {
            return "%s is %s".formatted(part(), line);
        }
    }

    /// What lies between tracking-service and the broker misbehaves.
    ///
    /// @param line how
    record TrackingLine(Line line) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.trackingLine().become(line);
            return () -> cluster.trackingLine().become(new Line.Sound());
        }

        @Override
        public String part() {
            return "the line of tracking-service to the broker";
        }

        @Override
        public String toString() {
            return "%s is %s".formatted(part(), line);
        }
    }

    /// What lies between tracking-service and PostgreSQL misbehaves.
    ///
    /// @param line how
    record DatabaseLine(Line line) implements Fault {
        @Override
        public Remedy strike(Cluster cluster) {
            cluster.databaseLine().become(line);
            return () -> cluster.databaseLine().become(new Line.Sound());
        }

        @Override
        public String part() {
            return "the line of tracking-service to PostgreSQL";
        }

        @Override
        public String toString() {
            return "%s is %s".formatted(part(), line);
        }
    }
}
