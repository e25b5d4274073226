CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE bib_change (
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_bib_change PRIMARY KEY (record_id)
);
CREATE TABLE bib_gone (
	record_id INTEGER NOT NULL, 
	union_id VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_bib_gone PRIMARY KEY (record_id)
);
CREATE TABLE bib_record (
	record_id INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	member VARCHAR(64) NOT NULL, 
	union_id VARCHAR(16), 
	first_seen VARCHAR(32) NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_bib_record PRIMARY KEY (record_id), 
	CONSTRAINT uq_bib_record_id UNIQUE (id)
);
CREATE TABLE cluster_change (
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_cluster_change PRIMARY KEY (record_id)
);
CREATE TABLE edge (
	a INTEGER NOT NULL, 
	b INTEGER NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	score FLOAT NOT NULL, 
	CONSTRAINT pk_edge PRIMARY KEY (a, b)
)
 WITHOUT ROWID

;
CREATE TABLE judgement (
	a TEXT NOT NULL, 
	b TEXT NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	note TEXT, 
	made VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_judgement PRIMARY KEY (a, b)
);
CREATE TABLE match_key (
	"key" BIGINT NOT NULL, 
	position BIGINT NOT NULL, 
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_match_key PRIMARY KEY ("key", position, record_id)
)
 WITHOUT ROWID

;
CREATE TABLE match_record (
	record_id INTEGER NOT NULL, 
	position BIGINT NOT NULL, 
	keys BLOB NOT NULL, 
	traits BLOB NOT NULL, 
	CONSTRAINT pk_match_record PRIMARY KEY (record_id)
);
CREATE TABLE match_rules (
	fingerprint VARCHAR(64) NOT NULL, 
	blocks_due BOOLEAN NOT NULL, 
	CONSTRAINT pk_match_rules PRIMARY KEY (fingerprint)
);
CREATE TABLE "page" (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	request TEXT NOT NULL, 
	token_in TEXT, 
	token_out TEXT, 
	fetched VARCHAR(32) NOT NULL, 
	bytes BIGINT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	records INTEGER NOT NULL, 
	seen BLOB, 
	ids BLOB NOT NULL, 
	frame BLOB, 
	CONSTRAINT pk_page PRIMARY KEY (id), 
	CONSTRAINT fk_page_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE raw_alias (
	source VARCHAR(64) NOT NULL, 
	identifier TEXT NOT NULL, 
	record_id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	CONSTRAINT pk_raw_alias PRIMARY KEY (source, identifier)
);
CREATE TABLE raw_change (
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_raw_change PRIMARY KEY (record_id)
);
CREATE TABLE raw_record (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source VARCHAR(64) NOT NULL, 
	identifier TEXT NOT NULL, 
	member VARCHAR(64) NOT NULL, 
	format VARCHAR(64) NOT NULL, 
	datestamp VARCHAR(64), 
	deleted BOOLEAN NOT NULL, 
	sets TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	payload BLOB NOT NULL, 
	first_seen VARCHAR(32) NOT NULL, 
	changed VARCHAR(32) NOT NULL, 
	confirmed VARCHAR(32) NOT NULL, 
	problem TEXT, 
	repairs TEXT, 
	sweep INTEGER NOT NULL, 
	created_run INTEGER NOT NULL, 
	changed_run INTEGER NOT NULL
);
CREATE TABLE raw_version (
	run_id INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	"row" TEXT NOT NULL, 
	payload BLOB, 
	CONSTRAINT pk_raw_version PRIMARY KEY (run_id, record_id), 
	CONSTRAINT fk_raw_version_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE record_isbn (
	member VARCHAR(64) NOT NULL, 
	isbn INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_record_isbn PRIMARY KEY (member, isbn, record_id)
)
 WITHOUT ROWID

;
CREATE TABLE record_issue (
	member VARCHAR(64) NOT NULL, 
	code VARCHAR(32) NOT NULL, 
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_record_issue PRIMARY KEY (member, code, record_id)
)
 WITHOUT ROWID

;
CREATE TABLE run (
	id INTEGER NOT NULL, 
	command VARCHAR(32) NOT NULL, 
	started VARCHAR(32) NOT NULL, 
	finished VARCHAR(32), 
	status VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (id)
);
CREATE TABLE source_reading (
	source VARCHAR(64) NOT NULL, 
	columns TEXT NOT NULL, 
	CONSTRAINT pk_source_reading PRIMARY KEY (source)
);
CREATE TABLE "source_run" (
	run_id INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	sweep INTEGER NOT NULL, 
	mode VARCHAR(16) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	scope TEXT, 
	since VARCHAR(32), 
	high_water VARCHAR(32), 
	checkpoint TEXT, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	deleted INTEGER NOT NULL, 
	quarantined INTEGER NOT NULL, 
	duplicates INTEGER NOT NULL, 
	repaired INTEGER NOT NULL, 
	forgotten BOOLEAN NOT NULL, 
	requests INTEGER NOT NULL, 
	bytes BIGINT NOT NULL, 
	error_code VARCHAR(64), 
	error_message TEXT, 
	error_advice TEXT, 
	started VARCHAR(32) NOT NULL, 
	finished VARCHAR(32), 
	carried INTEGER NOT NULL, 
	repairs TEXT, 
	waited FLOAT NOT NULL, 
	shortfall INTEGER, 
	learned TEXT, 
	fingerprint VARCHAR(64), 
	CONSTRAINT pk_source_run PRIMARY KEY (run_id, source), 
	CONSTRAINT fk_source_run_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE staff_attempt (
	id INTEGER NOT NULL, 
	client VARCHAR(32) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_staff_attempt PRIMARY KEY (id)
);
CREATE TABLE staff_log (
	id INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	session VARCHAR(32) NOT NULL, 
	action VARCHAR(16) NOT NULL, 
	subject TEXT NOT NULL, 
	outcome TEXT, 
	CONSTRAINT pk_staff_log PRIMARY KEY (id)
);
CREATE TABLE union_change (
	union_id VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_union_change PRIMARY KEY (union_id)
);
CREATE TABLE union_record (
	id VARCHAR(16) NOT NULL, 
	first_seen VARCHAR(32) NOT NULL, 
	changed VARCHAR(32) NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_union_record PRIMARY KEY (id)
);
CREATE TABLE union_redirect (
	id VARCHAR(16) NOT NULL, 
	target VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_union_redirect PRIMARY KEY (id)
);
CREATE INDEX ix_bib_record_member_source ON bib_record (member, source);
CREATE INDEX ix_bib_record_union_id_member ON bib_record (union_id, member);
CREATE INDEX ix_edge_b ON edge (b);
CREATE INDEX ix_judgement_b ON judgement (b);
CREATE UNIQUE INDEX ix_page_run_id_source_number ON page (run_id, source, number);
CREATE INDEX ix_raw_alias_record_id ON raw_alias (record_id);
CREATE INDEX ix_raw_alias_run_id ON raw_alias (run_id);
CREATE INDEX ix_raw_record_created_run ON raw_record (created_run);
CREATE UNIQUE INDEX ix_raw_record_source_identifier ON raw_record (source, identifier);
CREATE INDEX ix_raw_record_source_sweep ON raw_record (source, sweep);
CREATE INDEX ix_record_isbn_record_id ON record_isbn (record_id);
CREATE INDEX ix_record_issue_record_id ON record_issue (record_id);
CREATE INDEX ix_source_run_source_run_id ON source_run (source, run_id);
CREATE INDEX ix_staff_attempt_client_at ON staff_attempt (client, at);
CREATE INDEX ix_staff_log_session_action ON staff_log (session, action);
CREATE INDEX ix_union_record_changed_id ON union_record (changed, id);
CREATE INDEX ix_union_redirect_target ON union_redirect (target);
INSERT INTO alembic_version VALUES ('0005');
