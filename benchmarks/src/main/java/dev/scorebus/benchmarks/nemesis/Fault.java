package dev.scorebus.benchmarks.nemesis;

import java.util.ArrayList;
import java.util.List;

/// What can befall a cluster. A further fault is a further case here, and a line in [#all].
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

    /// Every fault there is.
    ///
    /// @param scorers how many score-services there are
    static List<Fault> all(int scorers) {
        List<Fault> all =
                new ArrayList<>(
                        List.of(new TrackingKilled(), new DatabaseStopped(), new BrokerStopped()));
        for (int scorer = 0; scorer < scorers; scorer++) {
            all.add(new ScorerKilled(scorer));
            all.add(new ScorerFrozen(scorer));
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
            cluster.stopBroker();
            return cluster::startBroker;
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
}
