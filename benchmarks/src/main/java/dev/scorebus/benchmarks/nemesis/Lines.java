package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.local.BrokerDoor;
import dev.scorebus.local.PortClaim;
import dev.scorebus.local.fault.FaultProxy;
import java.util.ArrayList;
import java.util.List;

/// What lies between the parts of a cluster: a proxy for each way from a service to the broker, behind a door of the broker that
/// leads nowhere else, and one for the way to the database. The broker's own port is for those who watch.
///
/// @param brokerPort where the broker listens without a proxy
/// @param doors what the broker opens for the proxies
/// @param scorers to the broker, one for each score-service
/// @param tracking to the broker
/// @param database to PostgreSQL
record Lines(
        int brokerPort,
        List<BrokerDoor> doors,
        List<FaultProxy> scorers,
        FaultProxy tracking,
        FaultProxy database)
        implements AutoCloseable {
    static Lines open(int scorers, int databasePort) {
        List<BrokerDoor> doors = new ArrayList<>();
        List<FaultProxy> proxies = new ArrayList<>();
        for (int i = 0; i < scorers; i++) {
            proxies.add(behind("SCORER" + i, doors));
        }
        FaultProxy tracking = behind("TRACKING", doors);
        return new Lines(
                PortClaim.free(), doors, proxies, tracking, FaultProxy.before(databasePort));
    }

    private static FaultProxy behind(String name, List<BrokerDoor> doors) {
        int port = PortClaim.free();
        FaultProxy proxy = FaultProxy.before(port);
        doors.add(new BrokerDoor(name, port, proxy.port()));
        return proxy;
    }

    /// The way of a score-service to the broker.
    FaultProxy scorer(int index) {
        return scorers.get(index);
    }

    @Override
    public void close() {
        scorers.forEach(FaultProxy::close);
        tracking.close();
        database.close();
    }
}
