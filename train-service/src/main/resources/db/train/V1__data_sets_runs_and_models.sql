create table data_set (
    name          text        not null,
    version       text        not null check (version ~ '^[0-9a-f]{64}$'),
    document      jsonb       not null,
    registered_at timestamptz not null,
    primary key (name, version)
);
create index data_set_newest on data_set (name, registered_at desc);

create table training_run (
    id               uuid        primary key,
    position         bigint      generated always as identity,
    request          jsonb       not null,
    restart_of       uuid        references training_run,
    state            text        not null default 'queued'
                                 check (state in ('queued', 'running', 'trained', 'failed', 'cancelled')),
    cancel_requested boolean     not null default false,
    progress         jsonb,
    error            text,
    model_version    text,
    metrics          jsonb       not null default '{}',
    rows             jsonb,
    notes            jsonb       not null default '[]',
    submitted_at     timestamptz not null default now(),
    started_at       timestamptz,
    ended_at         timestamptz
);
create index training_run_queue on training_run (position) where state = 'queued';
create index training_run_newest on training_run (position desc);
create index training_run_model on training_run ((request ->> 'model'), position desc);

-- The limit of 15 is the number of rows: a run is active while a slot names it.
create table training_slot (
    slot        int         primary key,
    run_id      uuid        unique references training_run,
    owner       text,
    fence       bigint      not null default 0,
    renewed_at  timestamptz,
    lease_until timestamptz,
    check ((run_id is null) = (lease_until is null))
);
insert into training_slot (slot) select generate_series(1, 15);

create table model_version (
    name          text        not null,
    customer      text        not null default '',
    version       text        not null check (version ~ '^[0-9a-f]{64}$'),
    document      jsonb       not null,
    registered_at timestamptz not null default now(),
    primary key (name, customer, version)
);
create index model_version_artefact on model_version (version);

create table model_alias (
    name     text        not null,
    customer text        not null default '',
    alias    text        not null,
    version  text        not null,
    revision bigint      not null,
    moved_at timestamptz not null default now(),
    primary key (name, customer, alias),
    foreign key (name, customer, version) references model_version
);

-- What the topic of models is still owed; a row goes when Kafka has it.
create table registry_outbox (
    id       bigint generated always as identity primary key,
    record   jsonb  not null
);
