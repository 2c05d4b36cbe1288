# The image of one service: docker build --build-arg SERVICE=score --tag scorebus/score-service:dev .
# The jars are built first: ./mvnw -DskipTests package
ARG JAVA_IMAGE=docker.io/library/eclipse-temurin:25-jre

FROM ${JAVA_IMAGE} AS jars
ARG SERVICE
WORKDIR /jars
COPY ${SERVICE}-service/target/${SERVICE}-service-*-exec.jar service.jar
RUN java -Djarmode=tools -jar service.jar extract --destination extracted

FROM ${JAVA_IMAGE}
ARG SERVICE
# XGBoost's native library, with which train-service trains, needs OpenMP.
RUN if [ "$SERVICE" = train ]; then \
      apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*; \
    fi
RUN groupadd --gid 10001 scorebus && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin scorebus \
    && install --directory --owner=10001 --group=10001 /app /var/lib/scorebus
WORKDIR /app
USER 10001:10001
COPY --from=jars --chown=10001:10001 /jars/extracted/lib lib
COPY --from=jars --chown=10001:10001 /jars/extracted/service.jar service.jar
COPY --chown=10001:10001 deploy/container/healthy healthy
ENV SCOREBUS_HOME=/var/lib/scorebus
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# The training run of the AOT cache: the context is refreshed, reaches for neither Kafka nor PostgreSQL, and ends by itself.
RUN java -XX:AOTCacheOutput=/app/service.aot -Dspring.context.exit=onRefresh -Dspring.flyway.enabled=false \
      -Dspring.datasource.url=jdbc:postgresql://127.0.0.1/none -jar service.jar \
    && test -s /app/service.aot
VOLUME /var/lib/scorebus
ENTRYPOINT ["java", "-XX:AOTCache=/app/service.aot", "-jar", "/app/service.jar"]
