// The year's occasions beside the playlists: which have their campaign already, and a draft at a click for those that have
// none. A campaign is a playlist with dates: it begins and ends by itself.

import { Button, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PlaylistDraft, PlaylistView } from '../../../../content/model/api/playlists.ts';
import { type Occasion, occasionsFrom } from '../../../../content/model/occasions.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { Panel } from '../panel.tsx';
import { Sign } from '../sign.tsx';

interface CampaignYearProps {
  readonly playlists: readonly PlaylistView[];
  readonly today: string;
  readonly mayEdit: boolean;
  /** What a new playlist starts from. */
  readonly blank: PlaylistDraft;
  readonly onOpen: (playlistId: string) => void;
  readonly onBegin: (draft: PlaylistDraft) => void;
}

export function CampaignYear({ playlists, today, mayEdit, blank, onOpen, onBegin }: CampaignYearProps) {
  const { t } = useTranslation();
  const campaigns = playlists.filter(
    ({ removedAt, activity }) =>
      removedAt === null && activity.fromDate !== null && activity.untilDate !== null,
  );
  return (
    <Panel title={t('campaigns.title')}>
      <Stack gap="sm">
        <Text fz="sm">{t('campaigns.lead')}</Text>
        <Table.ScrollContainer minWidth={520}>
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('campaigns.occasion')}</Table.Th>
                <Table.Th scope="col">{t('campaigns.days')}</Table.Th>
                <Table.Th scope="col">{t('campaigns.made')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {occasionsFrom(today).map((occasion) => {
                const name = t(`campaigns.name_${occasion.id}`, { year: occasion.year });
                const made = campaigns.filter(({ activity }) => isWithin(activity, occasion));
                return (
                  <Table.Tr key={occasion.id}>
                    <Table.Th scope="row" fw={500}>
                      {name}
                    </Table.Th>
                    <Table.Td>
                      {viDateText(occasion.fromDate)} – {viDateText(occasion.untilDate)}
                    </Table.Td>
                    <Table.Td>
                      {made.map(({ id, name: title }) => (
                        <Button
                          key={id}
                          size="compact-sm"
                          variant="subtle"
                          leftSection={<Sign name="good" />}
                          onClick={() => onOpen(id)}
                        >
                          {title}
                        </Button>
                      ))}
                      {made.length === 0 && !mayEdit && t('campaigns.none')}
                      {made.length === 0 && mayEdit && (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={t('campaigns.beginLabel', { name })}
                          onClick={() => onBegin(campaignOf(blank, name, occasion))}
                        >
                          {t('campaigns.begin')}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Panel>
  );
}

function campaignOf(blank: PlaylistDraft, name: string, { fromDate, untilDate }: Occasion): PlaylistDraft {
  return { ...blank, name, activity: { ...blank.activity, fromDate, untilDate } };
}

/** Made for this occasion, however the person moved its days: it begins and ends near it. */
function isWithin({ fromDate, untilDate }: PlaylistView['activity'], occasion: Occasion): boolean {
  return (
    fromDate !== null &&
    untilDate !== null &&
    fromDate <= occasion.untilDate &&
    untilDate >= occasion.fromDate &&
    daysOf(fromDate, untilDate) <= 2 * daysOf(occasion.fromDate, occasion.untilDate) + 7
  );
}

const daysOf = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 86_400_000;
