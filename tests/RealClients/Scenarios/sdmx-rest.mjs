// Addresses built, asked and checked by sdmx-rest.
import sdmx from 'sdmx-rest';
import { input, scenario } from './scenario.mjs';

const { SDMX_JSON_2_0_0, SDMX_CSV_2_0_0, SDMX_ML_3_0_0 } = sdmx.data.DataFormat;
const structureFormat = sdmx.metadata.MetadataFormat.SDMX_JSON_2_0_0;
const service = sdmx.getService({ id: 'SMARTSECTORS', url: input.url, api: 'v2.0.0', format: SDMX_JSON_2_0_0, structureFormat });
const context = 'dataflow=VN_SMARTSECTORS:DF_IOT(1.0.0)';
const key = 'D.VN_86.AGRICULTURE.WATER_SALINITY.VALUE';

/** Asks, and has the package check what came. */
async function ask(query, format = SDMX_JSON_2_0_0) {
  const response = await sdmx.request2(query, service, { headers: { accept: format } });
  sdmx.checkStatus(query, response);
  sdmx.checkMediaType(format, response);
  return response;
}

/** Each observation as its period and its value, read by the numbers that stand in the message. */
async function points(query) {
  const { data } = await (await ask(query)).json();
  const periods = data.structures[0].dimensions.observation[0].values;
  return data.dataSets.flatMap((set) => Object.values(set.series).flatMap((series) =>
    Object.entries(series.observations).map(([at, [value]]) => `${periods[at].id} ${value}`)));
}

scenario(async () => {
  const structures = await (await ask({ resource: 'datastructure', agency: 'VN_SMARTSECTORS', id: 'DSD_IOT', references: 'codelist' }, structureFormat)).json();
  const available = await (await ask({ context, key, component: 'REF_AREA', mode: 'available' }, structureFormat)).json();
  const history = await (await ask({ context, key, history: true })).json();
  return {
    key: await points({ context, key }),
    everything: (await points({ context: '*=*:*(*)', attributes: 'dsd' })).length,
    filtered: await points({ context, filters: ['REF_AREA=VN_86', 'STAT=VALUE', 'TIME_PERIOD=ge:2026-10-02+le:2026-10-31'] }),
    last: await points({ context, key, lastNObs: 1, obsDimension: 'TIME_PERIOD' }),
    delta: await points({ context, key, updatedAfter: input.updatedAfter.replace(/\.\d+/, '').replace('+00:00', 'Z') }),
    history: history.data.dataSets.map((set) => set.action),
    table: (await ask({ context, key }, SDMX_CSV_2_0_0)).headers.get('content-type'),
    nothing: (await sdmx.request2({ context, key: 'M' }, service, {})).status,
    unspoken: (await sdmx.request2({ context, key }, service, { headers: { accept: SDMX_ML_3_0_0 } })).status,
    structure: structures.data.dataStructures[0].id,
    codes: structures.data.codelists.find((list) => list.id === 'CL_FREQ').codes.map((code) => code.id),
    areas: available.data.dataConstraints[0].cubeRegions[0].keyValues[0].values,
  };
});
